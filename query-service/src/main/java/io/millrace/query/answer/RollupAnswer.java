package io.millrace.query.answer;

import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.RowText;
import io.millrace.query.read.FoundRow;
import io.millrace.query.read.RollupPage;
import io.millrace.query.request.RollupQuery;
import java.time.Instant;
import java.util.Optional;

/**
 * What is answered to a query, before it has a form.
 *
 * @param streamTime as it was before the rows were read, so that a row called closed is
 */
public record RollupAnswer(RollupQuery query, RollupPage page, Optional<Instant> streamTime) {
    /** The {@code cursor} of the next page. */
    public Optional<String> next() {
        return page.next().map(query::cursorAt);
    }

    /** How its rows are written. */
    RowText text() {
        return new RowText(query.rollup().plan(), query.groups().codec(), query.measures(), mayHaveOther());
    }

    /** Whether a row may be what groups came to that are not kept apart; a definition may have limited them before. */
    private boolean mayHaveOther() {
        boolean limited = query.rollup().plan().definition().maxGroups().isPresent();
        return (limited && (query.groups().keepsAll() || !query.groups().keepsNone()))
                || page.rows().stream().anyMatch(row -> row.group().isOther());
    }

    /** A row of it, its parts merged. */
    FinishedRow finished(FoundRow row) {
        return new FinishedRow(
                row.windowStart(),
                row.windowEnd(),
                isClosed(row),
                row.group(),
                row.merged(query.rollup().plan()));
    }

    /** Whether the window's own row has taken in all that it ever will. */
    private boolean isClosed(FoundRow row) {
        Instant closes = Instant.ofEpochMilli(row.windowEnd())
                .plus(query.pipeline().definition().lateness());
        return streamTime.isPresent() && !streamTime.get().isBefore(closes);
    }

    /** How many events of these rows came when the state of their windows was gone. */
    long lateEvents() {
        return page.rows().stream().mapToLong(FoundRow::lateEvents).sum();
    }
}
