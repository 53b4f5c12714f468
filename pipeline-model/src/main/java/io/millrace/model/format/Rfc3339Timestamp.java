package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;

/**
 * RFC 3339 with any offset; {@code t}, {@code z} and a space for the T are allowed, as the RFC says. The fraction, of any length, is cut
 * to milliseconds. A leap second is refused: time since the epoch has none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section 5.6</a>
 */
final class Rfc3339Timestamp extends TimestampParser {
    /** {@code yyyy-MM-ddTHH:mm:ss}. */
    private static final int TIME_END = 19;

    Rfc3339Timestamp(int index, FieldDefinition field) {
        super(index, field);
    }

    @Override
    long millis(byte[] text, int offset, int length) {
        if (length <= TIME_END || !isSeparator(text[offset + 10])) {
            return NOT_WRITTEN_SO;
        }
        int day = CalendarText.isoDay(text, offset);
        int hour = CalendarText.digits(text, offset + 11, 2);
        int minute = CalendarText.digits(text, offset + 14, 2);
        int second = CalendarText.digits(text, offset + 17, 2);
        boolean colons = text[offset + 13] == ':' && text[offset + 16] == ':';
        if (!colons
                || day == CalendarText.NONE
                || !isWithin(hour, 23)
                || !isWithin(minute, 59)
                || !isWithin(second, 59)) {
            return NOT_WRITTEN_SO;
        }
        int end = offset + length;
        int position = offset + TIME_END;
        int millis = 0;
        if (text[position] == '.') {
            int start = ++position;
            for (int scale = 100; position < end && isDigit(text[position]); position++, scale /= 10) {
                millis += (text[position] - '0') * scale;
            }
            if (position == start) {
                return NOT_WRITTEN_SO;
            }
        }
        int offsetSeconds = offsetSeconds(text, position, end);
        if (offsetSeconds == CalendarText.NONE) {
            return NOT_WRITTEN_SO;
        }
        long local = day * 86_400L + (hour * 60 + minute) * 60L + second;
        return (local - offsetSeconds) * 1000 + millis;
    }

    private static boolean isSeparator(byte next) {
        return next == 'T' || next == 't' || next == ' ';
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    private static boolean isWithin(int value, int greatest) {
        return value >= 0 && value <= greatest;
    }

    private static int offsetSeconds(byte[] text, int start, int end) {
        if (end - start == 1) {
            return (text[start] | 0x20) == 'z' ? 0 : CalendarText.NONE;
        }
        if (end - start != 6 || text[start + 3] != ':' || (text[start] != '+' && text[start] != '-')) {
            return CalendarText.NONE;
        }
        int hours = CalendarText.digits(text, start + 1, 2);
        int minutes = CalendarText.digits(text, start + 4, 2);
        if (!isWithin(hours, 23) || !isWithin(minutes, 59)) {
            return CalendarText.NONE;
        }
        int seconds = (hours * 60 + minutes) * 60;
        return text[start] == '-' ? -seconds : seconds;
    }

    @Override
    String form() {
        return "RFC 3339, such as 2019-08-01T03:38:33Z or 2019-08-01T11:38:33.250+08:00";
    }
}
