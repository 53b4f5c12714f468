package io.millrace.query.request;

import io.millrace.cassandra.DeadLetterRow;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What is asked of a tenant's dead letters. They are answered newest first.
 *
 * @param from inclusive
 * @param to exclusive
 * @param limit most letters of a page
 * @param after the page begins behind it; empty = at the newest
 */
public record DeadLetterQuery(
        String tenant,
        Optional<String> pipeline,
        Optional<String> code,
        Instant from,
        Instant to,
        int limit,
        String fingerprint,
        Optional<Position> after) {
    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparingLong(Position::windowStart)
            .reversed()
            .thenComparing(
                    position -> position.group().map(GroupKey::bytes).orElse(new byte[0]),
                    java.util.Arrays::compareUnsigned);

    /** The order of the answer. */
    public static final Comparator<DeadLetterRow> ORDER =
            Comparator.comparing(DeadLetterQuery::positionOf, NEWEST_FIRST);

    /** Whether a letter of the tenant and times is asked for, and comes behind the page before. */
    public boolean wants(DeadLetterRow letter) {
        return pipeline.map(letter.pipeline()::equals).orElse(true)
                && code.map(letter.code()::equals).orElse(true)
                && after.map(position -> NEWEST_FIRST.compare(positionOf(letter), position) > 0)
                        .orElse(true);
    }

    /** No letter of the page is at this time or later. */
    public Instant end() {
        // Letters of the same millisecond may lie on both sides.
        return after.map(position -> Instant.ofEpochMilli(position.windowStart() + 1))
                .filter(to::isAfter)
                .orElse(to);
    }

    /** The cursor of the page behind a letter. */
    public String cursorAfter(DeadLetterRow last) {
        return new Cursor(0, fingerprint, positionOf(last)).encode();
    }

    /** The cursor of a page of letters that are older than a time. */
    public String cursorBefore(Instant time) {
        return new Cursor(0, fingerprint, Position.before(time.toEpochMilli() - 1)).encode();
    }

    private static Position positionOf(DeadLetterRow letter) {
        ByteWriter id = new ByteWriter(16);
        id.writeLongBigEndian(letter.id().getMostSignificantBits());
        id.writeLongBigEndian(letter.id().getLeastSignificantBits());
        return Position.after(letter.at().toEpochMilli(), new GroupKey(id.toByteArray()));
    }
}
