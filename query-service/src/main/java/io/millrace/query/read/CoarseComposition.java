package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.PageBuilder.RowCollector;
import io.millrace.query.request.CoarseWindows;
import io.millrace.query.request.RollupQuery;
import org.jspecify.annotations.Nullable;

/** Stored rows are merged into coarser windows and fewer groups. A window is whole when all that starts in it was read. */
record CoarseComposition(RollupQuery query, CoarseWindows windows) implements ComposedPage.Composition {
    @Override
    public RowCollector collector(ComposedRows rows) {
        return new MergingCollector(rows);
    }

    @Override
    public long firstIncomplete(long readUpTo) {
        return windows.startOf(readUpTo);
    }

    private final class MergingCollector implements RowCollector {
        private final ComposedRows rows;
        private final AskedGroups groups = new AskedGroups(query);
        private long start;
        private long windowEnd = Long.MIN_VALUE;

        MergingCollector(ComposedRows rows) {
            this.rows = rows;
        }

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
