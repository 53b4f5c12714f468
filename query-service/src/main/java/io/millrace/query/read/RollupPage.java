package io.millrace.query.read;

import io.millrace.query.request.Position;
import java.util.List;
import java.util.Optional;

/**
 * One page of a rollup's rows.
 *
 * @param rows in the order of window and group; may be empty though there is a next page
 * @param next where the next page begins; empty = this is the last
 */
public record RollupPage(List<FoundRow> rows, Optional<Position> next) {
    public RollupPage {
        rows = List.copyOf(rows);
    }
}
