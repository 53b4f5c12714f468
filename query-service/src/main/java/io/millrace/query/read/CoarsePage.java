package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.request.CoarseWindows;
import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of windows and groups that stored rows are merged into. A window is whole when all that starts in it was read. */
final class CoarsePage implements PageBuilder {
    private final RollupQuery query;
    private final CoarseWindows windows;
    private final long end;
    private final ComposedRows rows;
    private long readUpTo = Long.MIN_VALUE;

    /**
     * @param horizon nothing stored starts then or later
     * @param rows for what is found
     */
    CoarsePage(RollupQuery query, CoarseWindows windows, long horizon, ComposedRows rows) {
        this.query = query;
        this.windows = windows;
        this.rows = rows;
        end = Math.min(query.to(), horizon);
    }

    @Override
    public long readFrom() {
        return query.start().windowStart();
    }

    @Override
    public long readTo() {
        return end;
    }

    @Override
    public int mostBuckets() {
        return Integer.MAX_VALUE;
    }

    @Override
    public RowCollector collector() {
        return new MergingCollector();
    }

    @Override
    public void readUpTo(long time) {
        readUpTo = time;
    }

    @Override
    public boolean needsMore() {
        return readUpTo < end && !(rows.isFull() && rows.lastStart() < firstIncomplete());
    }

    @Override
    public boolean canEnd() {
        return firstIncomplete() > query.start().windowStart();
    }

    /** Start of the first window of which not all was read. */
    private long firstIncomplete() {
        return readUpTo >= end ? Long.MAX_VALUE : windows.startOf(readUpTo);
    }

    @Override
    public RollupPage page() {
        long incomplete = firstIncomplete();
        List<FoundRow> whole = rows.inOrder().stream()
                .filter(row -> row.windowStart() < incomplete)
                .toList();
        return whole.size() > query.limit()
                ? RollupPage.cut(whole, query.limit())
                : RollupPage.upTo(whole, incomplete < query.to(), Position.before(incomplete));
    }

    private final class MergingCollector implements RowCollector {
        private final AskedGroups groups = new AskedGroups(query);
        private long start;
        private long windowEnd = Long.MIN_VALUE;

        @Override
        public void take(RollupRow row) {
            @Nullable GroupKey group = groups.of(row.key().group());
            if (group == null) {
                return;
            }
            long time = row.key().windowStart();
            if (time < start || time >= windowEnd) {
                start = windows.startOf(time);
                windowEnd = windows.endOf(start);
            }
            if (query.start().precedes(start, group)) {
                rows.add(start, windowEnd, group, row);
            }
        }

        @Override
        public void finish() {}
    }
}
