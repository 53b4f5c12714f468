package io.millrace.query.read;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.query.request.SourceRunQuery;
import java.util.List;

/** Reads a page of a source's runs, from where the page before ended. Thread-safe. */
public final class SourceRunReader {
    private final SourceRunSource source;
    private final ReadLimits limits;

    public SourceRunReader(SourceRunSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * A page of runs.
     *
     * @param more whether there is another behind it
     */
    public record Page(List<SourceRunRow> runs, boolean more) {
        public Page {
            runs = List.copyOf(runs);
        }
    }

    /**
     * @throws RowsUnavailableException if they can't be read now
     */
    public Page read(SourceRunQuery query) {
        List<SourceRunRow> runs = Patience.await(
                source.read(query.source(), query.from(), query.before(), query.limit() + 1), limits.patience());
        boolean more = runs.size() > query.limit();
        return new Page(more ? runs.subList(0, query.limit()) : runs, more);
    }
}
