package io.millrace.query.read;

import io.millrace.model.value.Value;
import io.millrace.query.request.TableQuery;
import java.util.List;
import java.util.Optional;

/** Reads a page of a typed table. Thread-safe. */
public final class TableReader {
    private final TableSource source;
    private final ReadLimits limits;

    public TableReader(TableSource source, ReadLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * A page.
     *
     * @param rows each as the values of all its columns
     * @param next the cursor of the next page
     */
    public record Page(List<List<Value>> rows, Optional<String> next) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @throws RowsUnavailableException if the rows can't be read now
     */
    public Page read(TableQuery query) {
        // One more than asked for tells whether there is a next page.
        List<List<Value>> found = Patience.await(source.read(query, query.limit() + 1), limits.patience());
        if (found.size() <= query.limit()) {
            return new Page(found, Optional.empty());
        }
        List<List<Value>> rows = found.subList(0, query.limit());
        return new Page(rows, Optional.of(query.cursorAfter(rows.get(rows.size() - 1))));
    }
}
