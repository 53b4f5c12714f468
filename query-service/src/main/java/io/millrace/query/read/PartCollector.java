package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.request.RollupQuery;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of one slice's rows, which follow each other, and offers each row once it is whole. Rows that are not asked for or can't
 * be on the page are passed over. Not thread-safe.
 */
final class PartCollector {
    private final RollupQuery query;
    private final FirstRows first;
    private @Nullable FoundRow open;
    private @Nullable GroupKey judged;
    private boolean judgedMatches;

    PartCollector(RollupQuery query, FirstRows first) {
        this.query = query;
        this.first = first;
    }

    void take(RollupRow row) {
        if (open != null && open.isOf(row)) {
            open.add(row);
            return;
        }
        finish();
        if (isWanted(row.key())) {
            open = new FoundRow(row);
        }
    }

    /** The slice has ended. */
    void finish() {
        if (open != null) {
            first.offer(open);
            open = null;
        }
    }

    private boolean isWanted(RollupRow.Key key) {
        long windowStart = key.windowStart();
        return windowStart >= query.from()
                && windowStart < query.to()
                && query.start().precedes(windowStart, key.group())
                && first.wants(windowStart, key.group())
                && matches(key.group());
    }

    /** A group's windows follow each other, so that each group is judged once. */
    private boolean matches(GroupKey group) {
        if (!group.equals(judged)) {
            judged = group;
            judgedMatches = query.filter().matches(group);
        }
        return judgedMatches;
    }
}
