package io.millrace.query.read;

import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.HoppingWindows;
import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of hopping windows: stored rows are panes, each of which goes into every window that it is in. A window is whole when its last pane has
 * been read, so reading goes on for the length of a window behind the page's last row.
 */
final class HoppingPage implements PageBuilder {
    private final RollupQuery query;
    private final HoppingWindows windows;
    private final long end;
    private final ComposedRows rows;
    private long readUpTo = Long.MIN_VALUE;

    /**
     * @param horizon no pane starts then or later
     */
    HoppingPage(RollupQuery query, HoppingWindows windows, long horizon) {
        this.query = query;
        this.windows = windows;
        end = Math.min(query.to() + windows.size() - windows.advance(), horizon);
        // One more than the page holds tells whether there is a next page.
        rows = ComposedRows.first(query.limit() + 1, query.rollup().plan());
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
        return new PaneCollector();
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

    /** Start of the first window of which a pane was not read. */
    private long firstIncomplete() {
        return readUpTo >= end
                ? Long.MAX_VALUE
                : windows.panes().startOf(readUpTo - windows.size()) + windows.advance();
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

    private final class PaneCollector implements RowCollector {
        private final AskedGroups groups = new AskedGroups(query);

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
