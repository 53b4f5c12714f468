package io.millrace.model.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A value as users see it: a dimension of a group, or what a measure finished to. {@link JsonText} is its one JSON form, so that REST
 * answers, stored rows and live updates read alike.
 */
public sealed interface Value {
    /** No value: an absent optional field, or a measure that saw nothing. JSON {@code null}. */
    record Missing() implements Value {}

    record Text(String value) implements Value {}

    record Truth(boolean value) implements Value {}

    /** An integer that fits 64 bits. */
    record Whole(long value) implements Value {}

    /** An integer of any size: sums of longs accumulate in 128 bits. */
    record BigWhole(BigInteger value) implements Value {}

    /** A double; finite, and never negative zero. */
    record Real(double value) implements Value {
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("not finite: " + value);
            }
            // Negative zero becomes zero.
            value += 0.0;
        }
    }

    /** An exact decimal. A string in JSON, since readers would round it. */
    record Exact(BigDecimal value) implements Value {}

    /** A point in time, in milliseconds. RFC 3339 in UTC. */
    record Time(Instant value) implements Value {}

    record Day(LocalDate value) implements Value {}

    record Identifier(UUID value) implements Value {}

    Missing MISSING = new Missing();
}
