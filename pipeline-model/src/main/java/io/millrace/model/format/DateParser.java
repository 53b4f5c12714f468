package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.TemporalQueries;

/** Days, in the years 0000 to 9999. */
abstract class DateParser extends FieldParser {
    /** Not written as the format says, or no such day. */
    static final long NOT_WRITTEN_SO = Long.MIN_VALUE;

    DateParser(int index, FieldDefinition field) {
        super(index, field);
    }

    static DateParser of(int index, FieldDefinition field) {
        String format = field.format().orElse("");
        if (format.isEmpty()) {
            return new IsoDate(index, field);
        }
        return EpochText.isFormat(format) ? new EpochDate(index, field, format) : new PatternDate(index, field, format);
    }

    @Override
    final void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException {
        long day = day(text, offset, length);
        if (day == NOT_WRITTEN_SO) {
            throw reject(RejectionCode.NOT_A_DATE, text, offset, length, "is not a date of the form " + form());
        }
        if (day < CalendarText.FIRST_DAY || day > CalendarText.LAST_DAY) {
            throw reject(RejectionCode.OUT_OF_RANGE, text, offset, length, CalendarText.RANGE);
        }
        event.setLong(index, day);
    }

    /** Days since 1970-01-01. */
    abstract long day(byte[] text, int offset, int length);

    abstract String form();

    @Override
    boolean takes(Form form) {
        return form == Form.TEXT;
    }

    @Override
    final RejectionCode mismatch() {
        return RejectionCode.NOT_A_DATE;
    }

    /** RFC 3339 full-date. */
    private static final class IsoDate extends DateParser {
        private static final int LENGTH = 10;

        IsoDate(int index, FieldDefinition field) {
            super(index, field);
        }

        @Override
        long day(byte[] text, int offset, int length) {
            int day = length == LENGTH ? CalendarText.isoDay(text, offset) : CalendarText.NONE;
            return day == CalendarText.NONE ? NOT_WRITTEN_SO : day;
        }

        @Override
        String form() {
            return "2019-08-01";
        }
    }

    /** The day, in UTC, that a point in time falls on. */
    private static final class EpochDate extends DateParser {
        private final String format;
        private final EpochText epoch;

        EpochDate(int index, FieldDefinition field, String format) {
            super(index, field);
            this.format = format;
            epoch = new EpochText(format);
        }

        @Override
        long day(byte[] text, int offset, int length) {
            long millis = epoch.parse(text, offset, length);
            if (millis == EpochText.NONE || millis == Long.MAX_VALUE) {
                return millis;
            }
            return Math.floorDiv(millis, CalendarText.MILLIS_PER_DAY);
        }

        @Override
        String form() {
            return format;
        }

        @Override
        boolean takes(Form form) {
            return form != Form.TRUTH;
        }
    }

    private static final class PatternDate extends DateParser {
        private final String format;
        private final DatePattern pattern;

        PatternDate(int index, FieldDefinition field, String format) {
            super(index, field);
            this.format = format;
            pattern = DatePattern.of(format);
        }

        @Override
        long day(byte[] text, int offset, int length) {
            int day = pattern.day(text, offset, length);
            return day == CalendarText.NONE ? byFormatter(text, offset, length) : day;
        }

        private long byFormatter(byte[] text, int offset, int length) {
            try {
                LocalDate date = pattern.formatter()
                        .parse(new String(text, offset, length, StandardCharsets.UTF_8))
                        .query(TemporalQueries.localDate());
                return date == null ? NOT_WRITTEN_SO : date.toEpochDay();
            } catch (DateTimeException notWrittenSo) {
                return NOT_WRITTEN_SO;
            }
        }

        @Override
        String form() {
            return format;
        }
    }
}
