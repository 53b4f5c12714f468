package io.millrace.query.read;

import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;

/** A page of windows that several stored rows go into each. A window is whole when all was read that may go into it. */
final class ComposedPage implements PageBuilder {
    private final RollupQuery query;
    private final Composition composition;
    private final long end;
    private final ComposedRows rows;
    private long readUpTo = Long.MIN_VALUE;

    /** Which windows a stored row goes into. All times are ms since the epoch. */
    interface Composition {
        /** Takes stored rows of a slice into the windows that they are in. */
        RowCollector collector(ComposedRows rows);

        /** Start of the first window that may lack a row, if all stored rows were read that start before {@code readUpTo}. */
        long firstIncomplete(long readUpTo);
    }

    /**
     * @param end nothing stored matters that starts then or later
     * @param rows for what is found
     */
    ComposedPage(RollupQuery query, Composition composition, long end, ComposedRows rows) {
        this.query = query;
        this.composition = composition;
        this.end = end;
        this.rows = rows;
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
        return composition.collector(rows);
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

    private long firstIncomplete() {
        return readUpTo >= end ? Long.MAX_VALUE : composition.firstIncomplete(readUpTo);
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
}
