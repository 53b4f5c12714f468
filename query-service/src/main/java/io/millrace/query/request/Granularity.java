package io.millrace.query.request;

import io.millrace.model.definition.Durations;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** What {@code granularity} and {@code zone} say: windows to merge those of a rollup into. */
sealed interface Granularity {
    /** What it may be, for a person. */
    String RULE =
            "a multiple of the rollup's windows such as 1h, or 1d, 1w or 1mo, with a zone if these are not of UTC, or all";

    /** As it was asked for. */
    String text();

    /** All in one. */
    record All(String text) implements Granularity {}

    /** Windows of one length. */
    record Even(String text, long millis) implements Granularity {}

    /** Days, weeks from Monday, or months of a place. */
    record Calendar(String text, Unit unit, ZoneId zone) implements Granularity {
        /** Windows that an interval has at the most. */
        static final int MOST = 10_000;

        /** The windows that reach over an interval; empty if there are too many. */
        Optional<CoarseWindows> windows(TimeInterval interval) {
            LongStream.Builder starts = LongStream.builder();
            LocalDate date = unit.startOf(
                    Instant.ofEpochMilli(interval.from()).atZone(zone).toLocalDate());
            for (int count = 0; count <= MOST; count++) {
                long start = date.atStartOfDay(zone).toInstant().toEpochMilli();
                starts.add(start);
                if (start >= interval.until()) {
                    return Optional.of(new CoarseWindows.Listed(starts.build().toArray()));
                }
                date = unit.next(date);
            }
            return Optional.empty();
        }
    }

    /** A unit of calendars. */
    enum Unit {
        DAY {
            @Override
            LocalDate startOf(LocalDate date) {
                return date;
            }

            @Override
            LocalDate next(LocalDate start) {
                return start.plusDays(1);
            }
        },
        WEEK {
            @Override
            LocalDate startOf(LocalDate date) {
                return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            }

            @Override
            LocalDate next(LocalDate start) {
                return start.plusWeeks(1);
            }
        },
        MONTH {
            @Override
            LocalDate startOf(LocalDate date) {
                return date.withDayOfMonth(1);
            }

            @Override
            LocalDate next(LocalDate start) {
                return start.plusMonths(1);
            }
        };

        private static final Map<String, Unit> TEXTS = Map.of("1d", DAY, "1w", WEEK, "1mo", MONTH);

        abstract LocalDate startOf(LocalDate date);

        abstract LocalDate next(LocalDate start);
    }

    /** Empty if none is asked for, or once the problem is said. */
    static Optional<Granularity> parse(RequestParameters given) {
        Optional<String> text = given.one("granularity");
        Optional<ZoneId> zone = zone(given);
        Optional<Unit> unit = text.map(Unit.TEXTS::get);
        if (unit.isEmpty() && !given.all("zone").isEmpty()) {
            given.wrong("zone", "only with granularity 1d, 1w or 1mo", "leave 'zone' out");
        }
        if (text.isEmpty()) {
            return Optional.empty();
        } else if (text.get().equals("all")) {
            return Optional.of(new All(text.get()));
        } else if (unit.isPresent()) {
            return Optional.of(new Calendar(text.get(), unit.get(), zone.orElse(ZoneOffset.UTC)));
        }
        try {
            Duration size = Durations.parse(text.get());
            if (!size.isZero()) {
                return Optional.of(new Even(Durations.format(size), size.toMillis()));
            }
        } catch (IllegalArgumentException malformed) {
            given.wrong("granularity", String.valueOf(malformed.getMessage()), RULE);
            return Optional.empty();
        }
        given.wrong("granularity", "windows of no length", RULE);
        return Optional.empty();
    }

    private static Optional<ZoneId> zone(RequestParameters given) {
        Optional<String> text = given.one("zone");
        try {
            return text.map(ZoneId::of);
        } catch (DateTimeException unknown) {
            given.wrong("zone", "'" + text.orElse("") + "' is not a zone", "a name such as Europe/Madrid, or UTC");
            return Optional.empty();
        }
    }

    /** Windows of one length on the grid of others. */
    static CoarseWindows even(long millis, TumblingWindows grid) {
        return new CoarseWindows.Even(new TumblingWindows(millis, grid.offset() % millis));
    }
}
