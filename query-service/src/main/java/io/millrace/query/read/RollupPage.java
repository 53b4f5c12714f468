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

    /** The first of more rows than a page holds. */
    static RollupPage cut(List<FoundRow> rows, int limit) {
        FoundRow last = rows.get(limit - 1);
        return new RollupPage(rows.subList(0, limit), Optional.of(Position.after(last.windowStart(), last.group())));
    }

    /**
     * All rows there are before {@code next}.
     *
     * @param more whether there may be rows from there on
     */
    static RollupPage upTo(List<FoundRow> rows, boolean more, Position next) {
        return new RollupPage(rows, more ? Optional.of(next) : Optional.empty());
    }
}
