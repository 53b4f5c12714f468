package io.millrace.model.expression;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Optional;

/** Points in time and the time between them, in milliseconds. */
final class Times {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    /** 0001-01-01T00:00:00Z, CEL's first. */
    private static final long FIRST = -62_135_596_800_000L;

    /** 9999-12-31T23:59:59.999Z, CEL's last. */
    private static final long LAST = 253_402_300_799_999L;

    private Times() {}

    /** What can be asked of a timestamp, in some time zone. Months, days of the month and of the year count from 0, as CEL has them. */
    enum Part {
        GET_FULL_YEAR("getFullYear"),
        GET_MONTH("getMonth"),
        GET_DATE("getDate"),
        GET_DAY_OF_MONTH("getDayOfMonth"),
        GET_DAY_OF_WEEK("getDayOfWeek"),
        GET_DAY_OF_YEAR("getDayOfYear"),
        GET_HOURS("getHours"),
        GET_MINUTES("getMinutes"),
        GET_SECONDS("getSeconds"),
        GET_MILLISECONDS("getMilliseconds");

        private final String function;

        Part(String function) {
            this.function = function;
        }

        static Optional<Part> ofFunction(String function) {
            return Arrays.stream(values())
                    .filter(part -> part.function.equals(function))
                    .findFirst();
        }

        boolean isOfDuration() {
            return this == GET_HOURS || this == GET_MINUTES || this == GET_SECONDS || this == GET_MILLISECONDS;
        }

        /**
         * @param local milliseconds since the epoch, of the clocks of the zone
         */
        private long of(long local) {
            long ofDay = Math.floorMod(local, MILLIS_PER_DAY);
            return switch (this) {
                case GET_HOURS -> ofDay / 3_600_000;
                case GET_MINUTES -> ofDay / 60_000 % 60;
                case GET_SECONDS -> ofDay / 1_000 % 60;
                case GET_MILLISECONDS -> ofDay % 1_000;
                case GET_DAY_OF_WEEK ->
                    // 1970-01-01 was a Thursday; Sunday is 0.
                    Math.floorMod(Math.floorDiv(local, MILLIS_PER_DAY) + 4, 7);
                case GET_FULL_YEAR -> date(local).getYear();
                case GET_MONTH -> date(local).getMonthValue() - 1;
                case GET_DATE -> date(local).getDayOfMonth();
                case GET_DAY_OF_MONTH -> date(local).getDayOfMonth() - 1;
                case GET_DAY_OF_YEAR -> date(local).getDayOfYear() - 1;
            };
        }

        private static LocalDate date(long local) {
            return LocalDate.ofEpochDay(Math.floorDiv(local, MILLIS_PER_DAY));
        }
    }

    static LongExpression part(Expression.Timestamp timestamp, Part part, ZoneId zone) {
        LongExpression millis = timestamp.millis();
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) {
            long offset = 1_000L * rules.getOffset(Instant.EPOCH).getTotalSeconds();
            return frame -> part.of(millis.value(frame) + offset);
        }
        return frame -> {
            long value = millis.value(frame);
            return part.of(value
                    + 1_000L * rules.getOffset(Instant.ofEpochMilli(value)).getTotalSeconds());
        };
    }

    /** The whole duration in a unit, toward zero; milliseconds are those past the last whole second. */
    static LongExpression part(Expression.Duration duration, Part part) {
        LongExpression millis = duration.millis();
        return switch (part) {
            case GET_HOURS -> frame -> millis.value(frame) / 3_600_000;
            case GET_MINUTES -> frame -> millis.value(frame) / 60_000;
            case GET_SECONDS -> frame -> millis.value(frame) / 1_000;
            case GET_MILLISECONDS -> frame -> millis.value(frame) % 1_000;
            default -> throw new IllegalArgumentException(part + " of a duration");
        };
    }

    /** Seconds since the epoch. */
    static LongExpression toSeconds(Expression.Timestamp timestamp) {
        LongExpression millis = timestamp.millis();
        return frame -> Math.floorDiv(millis.value(frame), 1_000L);
    }

    static Expression.Timestamp ofSeconds(LongExpression seconds) {
        return new Expression.Timestamp(frame -> {
            long value = seconds.value(frame);
            if (frame.isMissing()) {
                return 0;
            } else if (value < FIRST / 1_000 || value > LAST / 1_000) {
                throw noTimestamp();
            }
            return value * 1_000;
        });
    }

    static StringExpression toText(Expression.Timestamp timestamp) {
        LongExpression millis = timestamp.millis();
        return frame -> {
            long value = millis.value(frame);
            return frame.takeMissing() ? null : Instant.ofEpochMilli(value).toString();
        };
    }

    static long add(long timestamp, long duration) {
        return requireTimestamp(Numbers.add(timestamp, duration));
    }

    static long subtract(long timestamp, long duration) {
        return requireTimestamp(Numbers.subtract(timestamp, duration));
    }

    /** From one timestamp to another. CEL counts it in nanoseconds of 64 bits. */
    static long between(long later, long earlier) {
        long millis = Numbers.subtract(later, earlier);
        if (Math.abs(millis) > Long.MAX_VALUE / 1_000_000) {
            throw new Failure("a duration between two timestamps is of 292 years at most");
        }
        return millis;
    }

    static long requireTimestamp(long millis) {
        if (millis < FIRST || millis > LAST) {
            throw noTimestamp();
        }
        return millis;
    }

    private static Failure noTimestamp() {
        return new Failure("a timestamp is from year 1 to 9999");
    }
}
