package io.millrace.query.answer;

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

    /** Whether the window's own row has taken in all that it ever will. */
    boolean isClosed(FoundRow row) {
        Instant closes = Instant.ofEpochMilli(row.windowEnd())
                .plus(query.pipeline().definition().lateness());
        return streamTime.isPresent() && !streamTime.get().isBefore(closes);
    }

    /** How many events of these rows came when the state of their windows was gone. */
    long lateEvents() {
        return page.rows().stream().mapToLong(FoundRow::lateEvents).sum();
    }
}
