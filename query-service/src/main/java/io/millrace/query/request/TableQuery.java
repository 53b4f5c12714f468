package io.millrace.query.request;

import io.millrace.model.table.TableCodec;
import io.millrace.model.table.TableLayout;
import io.millrace.model.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a typed table. Rows are answered in the order of the key.
 *
 * @param codec of the table's layout
 * @param given values of columns of the key, from the first; at least one
 * @param limit most rows of a page
 * @param after values of the other columns of the key of the row that the page begins behind; empty = at the first
 */
public record TableQuery(
        String tenant,
        String pipeline,
        TableCodec codec,
        List<Value> given,
        int limit,
        boolean integersAsText,
        String fingerprint,
        Optional<List<Value>> after) {
    public TableQuery {
        given = List.copyOf(given);
    }

    public TableLayout layout() {
        return codec.layout();
    }

    /** {@link #given}, and behind it {@link #after}, if there is any. */
    public List<Value> key() {
        List<Value> key = new ArrayList<>(given);
        after.ifPresent(key::addAll);
        return key;
    }

    /**
     * The cursor of the page behind a row.
     *
     * @param last the values of all its columns
     */
    public String cursorAfter(List<Value> last) {
        return new Cursor(
                        0,
                        fingerprint,
                        Position.after(
                                0,
                                codec.clusteringOf(
                                        last.subList(1, layout().key().size()))))
                .encode();
    }
}
