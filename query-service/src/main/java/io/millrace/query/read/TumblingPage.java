package io.millrace.query.read;

import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;

/** A page of tumbling windows: stored rows are its rows, in one or more parts. It is whole as soon as it is full behind a bucket. */
final class TumblingPage implements PageBuilder {
    private final RollupQuery query;
    private final long end;
    private final FirstRows first;
    private long readUpTo = Long.MIN_VALUE;

    /**
     * @param horizon no window starts then or later
     */
    TumblingPage(RollupQuery query, long horizon) {
        this.query = query;
        end = Math.min(query.to(), horizon);
        // One more than the page holds tells whether there is a next page.
        first = new FirstRows(query.limit() + 1);
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
        return new PartCollector(query, first);
    }

    @Override
    public void readUpTo(long time) {
        readUpTo = time;
    }

    @Override
    public boolean needsMore() {
        return readUpTo < end && !first.isFull();
    }

    @Override
    public boolean canEnd() {
        return true;
    }

    @Override
    public RollupPage page() {
        List<FoundRow> rows = first.inOrder();
        return rows.size() > query.limit()
                ? RollupPage.cut(rows, query.limit())
                : RollupPage.upTo(rows, readUpTo < end, Position.before(readUpTo));
    }
}
