package io.millrace.query.read;

import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.List;

/** Tumbling windows of which whoever keeps the rows takes what is wanted: the page itself has none, and ends where it may. */
final class ScannedPage implements PageBuilder {
    private final RollupQuery query;
    private final KeptRows kept;
    private final long end;
    private long readUpTo = Long.MIN_VALUE;

    /**
     * @param horizon no window starts then or later
     */
    ScannedPage(RollupQuery query, KeptRows kept, long horizon) {
        this.query = query;
        this.kept = kept;
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
        return new PartCollector(query, kept);
    }

    @Override
    public void readUpTo(long time) {
        readUpTo = time;
    }

    @Override
    public boolean needsMore() {
        return readUpTo < end;
    }

    @Override
    public boolean canEnd() {
        return readUpTo > query.start().windowStart();
    }

    @Override
    public RollupPage page() {
        return RollupPage.upTo(List.of(), readUpTo < end, Position.before(readUpTo));
    }
}
