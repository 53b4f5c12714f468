package io.millrace.query.request;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of a source's runs. They are answered newest first.
 *
 * @param from the oldest place that is asked for
 * @param before only older ones are asked for: where the page before ended, or the end of all
 * @param limit most runs of a page
 * @param first whether there is no page before
 */
public record SourceRunQuery(
        SourceRunRow.Source source,
        SourceRunRow.Place from,
        SourceRunRow.Place before,
        int limit,
        String fingerprint,
        boolean first) {
    private static final int NUMBER_LENGTH = 8;

    /** The cursor of the page behind a run. */
    public String cursorAfter(SourceRunRow run) {
        SourceRunRow.Place place = run.key().place();
        ByteWriter number = new ByteWriter(NUMBER_LENGTH);
        number.writeLongBigEndian(place.number());
        return new Cursor(
                        0,
                        fingerprint,
                        Position.after(place.startedAt().toEpochMilli(), new GroupKey(number.toByteArray())))
                .encode();
    }

    /** The place that a cursor stands behind; empty = it is no cursor of runs. */
    static Optional<SourceRunRow.Place> placeOf(Position position) {
        return position.group()
                .map(GroupKey::bytes)
                .filter(bytes -> bytes.length == NUMBER_LENGTH)
                .map(bytes -> new SourceRunRow.Place(
                        Instant.ofEpochMilli(position.windowStart()), new ByteReader(bytes).readLongBigEndian()));
    }
}
