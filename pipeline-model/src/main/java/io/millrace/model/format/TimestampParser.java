package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;

/** Points in time, to the millisecond, in the years 0000 to 9999. */
abstract class TimestampParser extends FieldParser {
    /** Not written as the format says, or no such day or time. */
    static final long NOT_WRITTEN_SO = Long.MIN_VALUE;

    /** Before or after the years that can be written. */
    static final long OUT_OF_RANGE = Long.MAX_VALUE;

    /** A local time that a change of the clocks skipped. */
    static final long SKIPPED = Long.MIN_VALUE + 1;

    TimestampParser(int index, FieldDefinition field) {
        super(index, field);
    }

    static TimestampParser of(int index, FieldDefinition field) {
        String format = field.format().orElse("");
        if (format.isEmpty()) {
            return new Rfc3339Timestamp(index, field);
        }
        return EpochText.isFormat(format)
                ? new EpochTimestamp(index, field, format)
                : new PatternTimestamp(index, field, format);
    }

    @Override
    final void parse(byte[] text, int offset, int length, Event event) throws RejectedRecordException {
        long millis = millis(text, offset, length);
        if (millis == NOT_WRITTEN_SO) {
            throw reject(
                    RejectionCode.NOT_A_TIMESTAMP, text, offset, length, "is not a timestamp of the form " + form());
        }
        if (millis == SKIPPED) {
            throw reject(
                    RejectionCode.NOT_A_TIMESTAMP, text, offset, length, "is a local time that the clocks skipped");
        }
        if (!CalendarText.isInRange(millis)) {
            throw reject(RejectionCode.OUT_OF_RANGE, text, offset, length, CalendarText.RANGE);
        }
        event.setLong(index, millis);
    }

    /** Milliseconds since the epoch, or one of the constants. */
    abstract long millis(byte[] text, int offset, int length);

    /** What was expected, for a person. */
    abstract String form();

    @Override
    boolean takes(Form form) {
        return form == Form.TEXT;
    }

    @Override
    final RejectionCode mismatch() {
        return RejectionCode.NOT_A_TIMESTAMP;
    }

    /** {@code epoch-ms} and {@code epoch-s}. */
    private static final class EpochTimestamp extends TimestampParser {
        private final String format;
        private final EpochText epoch;

        EpochTimestamp(int index, FieldDefinition field, String format) {
            super(index, field);
            this.format = format;
            epoch = new EpochText(format);
        }

        @Override
        long millis(byte[] text, int offset, int length) {
            return epoch.parse(text, offset, length);
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
}
