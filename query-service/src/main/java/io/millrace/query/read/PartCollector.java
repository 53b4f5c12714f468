package io.millrace.query.read;

import io.millrace.model.rollup.RollupRow;
import io.millrace.query.request.RollupQuery;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of one slice's rows, which follow each other, and offers each row once it is whole. Rows that are not asked for or can't
 * be on the page are passed over. Not thread-safe.
 */
final class PartCollector implements PageBuilder.RowCollector {
    private final RollupQuery query;
    private final KeptRows kept;
    private final GroupFilter groups;
    private @Nullable FoundRow open;

    PartCollector(RollupQuery query, KeptRows kept) {
        this.query = query;
        this.kept = kept;
        groups = new GroupFilter(query.filter());
    }

    @Override
    public void take(RollupRow row) {
        if (open != null && open.isOf(row)) {
            open.add(row);
            return;
        }
        finish();
        if (isWanted(row.key())) {
            open = FoundRow.of(row);
        }
    }

    @Override
    public void finish() {
        if (open != null) {
            kept.offer(open);
            open = null;
        }
    }

    private boolean isWanted(RollupRow.Key key) {
        long windowStart = key.windowStart();
        return query.answers(windowStart, key.group())
                && kept.wants(windowStart, key.group())
                && groups.matches(key.group());
    }
}
