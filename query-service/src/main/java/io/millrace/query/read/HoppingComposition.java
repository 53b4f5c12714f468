package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.HoppingWindows;
import io.millrace.query.read.PageBuilder.RowCollector;
import io.millrace.query.request.RollupQuery;
import org.jspecify.annotations.Nullable;

/**
 * Stored rows are panes, each of which goes into every window that it is in. A window is whole when its last pane has been read, so reading goes on for
 * the length of a window behind the page's last row.
 */
record HoppingComposition(RollupQuery query, HoppingWindows windows) implements ComposedPage.Composition {
    /** Behind all panes of the windows that are asked for. */
    long end() {
        return query.to() + windows.size() - windows.advance();
    }

    @Override
    public RowCollector collector(ComposedRows rows) {
        return new PaneCollector(rows);
    }

    @Override
    public long firstIncomplete(long readUpTo) {
        return windows.panes().startOf(readUpTo - windows.size()) + windows.advance();
    }

    private final class PaneCollector implements RowCollector {
        private final ComposedRows rows;
        private final AskedGroups groups = new AskedGroups(query);

        PaneCollector(ComposedRows rows) {
            this.rows = rows;
        }

        @Override
        public void take(RollupRow pane) {
            @Nullable GroupKey group = groups.of(pane.key().group());
            if (group == null) {
                return;
            }
            long paneStart = pane.key().windowStart();
            long last = Math.min(paneStart, query.to() - windows.advance());
            for (long start = Math.max(windows.firstStartWith(paneStart), query.from());
                    start <= last;
                    start += windows.advance()) {
                if (query.start().precedes(start, group)) {
                    rows.add(start, windows.endOf(start), group, pane);
                }
            }
        }

        @Override
        public void finish() {}
    }
}
