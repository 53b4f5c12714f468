package io.millrace.query.request;

import io.millrace.model.alert.AlertRow;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a tenant's alerts. They are answered newest change first.
 *
 * @param pipelines whose alerts are looked at
 * @param limit most alerts of a page
 * @param after the page begins behind it; empty = at the newest
 */
public record AlertQuery(
        String tenant,
        List<String> pipelines,
        Optional<String> alert,
        Optional<AlertRow.State> state,
        int limit,
        String fingerprint,
        Optional<Position> after) {
    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparingLong(
                    (Position position) -> position.windowStart())
            .reversed()
            .thenComparing(position -> position.group().orElseThrow());

    /** The order of the answer. */
    public static final Comparator<AlertRow> ORDER = Comparator.comparing(AlertQuery::positionOf, NEWEST_FIRST);

    public AlertQuery {
        pipelines = List.copyOf(pipelines);
    }

    /** Whether an alert of one of the pipelines is asked for, and comes behind the page before. */
    public boolean wants(AlertRow row) {
        return state.map(row.state()::equals).orElse(true)
                && after.map(position -> NEWEST_FIRST.compare(positionOf(row), position) > 0)
                        .orElse(true);
    }

    /** The cursor of the page behind this alert. */
    public String cursorAfter(AlertRow last) {
        return new Cursor(0, fingerprint, positionOf(last)).encode();
    }

    private static Position positionOf(AlertRow row) {
        AlertRow.Key key = row.key();
        ByteWriter name = new ByteWriter(64);
        for (String text : List.of(key.pipeline(), key.alert(), key.rollup())) {
            name.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            name.writeByte(0);
        }
        name.writeIntBigEndian(key.generation());
        name.writeBytes(key.group().bytes());
        return Position.after(row.at(), new GroupKey(name.toByteArray()));
    }
}
