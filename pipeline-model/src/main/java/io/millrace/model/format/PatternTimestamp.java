package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;

/**
 * A pattern of our own, read on the clocks of the field's zone, or of the zone or offset that the text itself names. A pattern without a
 * time means midnight.
 */
final class PatternTimestamp extends TimestampParser {
    private final String format;
    private final DatePattern pattern;
    private final LocalClock clock;

    PatternTimestamp(int index, FieldDefinition field, String format) {
        super(index, field);
        this.format = format;
        pattern = DatePattern.of(format);
        clock = new LocalClock(field.zone().orElse(ZoneOffset.UTC));
    }

    @Override
    long millis(byte[] text, int offset, int length) {
        long local = pattern.localMillis(text, offset, length);
        return local == LocalClock.NONE ? byFormatter(text, offset, length) : toUtc(local, clock);
    }

    private static long toUtc(long localMillis, LocalClock clock) {
        long second = clock.toEpochSecond(Math.floorDiv(localMillis, 1000L));
        return second == LocalClock.NONE ? SKIPPED : second * 1000 + Math.floorMod(localMillis, 1000L);
    }

    private long byFormatter(byte[] text, int offset, int length) {
        try {
            TemporalAccessor parsed =
                    pattern.formatter().parse(new String(text, offset, length, StandardCharsets.UTF_8));
            LocalDate date = parsed.query(TemporalQueries.localDate());
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (date == null) {
                return NOT_WRITTEN_SO;
            }
            if (date.getYear() < -1 || date.getYear() > 10_000) {
                return OUT_OF_RANGE;
            }
            long nanoOfDay = time == null ? 0 : time.toNanoOfDay();
            long local = date.toEpochDay() * CalendarText.MILLIS_PER_DAY + nanoOfDay / 1_000_000;
            ZoneOffset named = parsed.query(TemporalQueries.offset());
            ZoneId zone = parsed.query(TemporalQueries.zone());
            if (named != null) {
                return local - named.getTotalSeconds() * 1000L;
            }
            return toUtc(local, zone == null ? clock : new LocalClock(zone));
        } catch (DateTimeException notWrittenSo) {
            return NOT_WRITTEN_SO;
        }
    }

    @Override
    String form() {
        return format;
    }
}
