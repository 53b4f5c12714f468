package io.millrace.model.format;

/** Digits and days of the proleptic Gregorian calendar, straight from bytes. */
final class CalendarText {
    /** No number, no such day. */
    static final int NONE = Integer.MIN_VALUE;

    static final long MILLIS_PER_DAY = 86_400_000;

    /** 0000-01-01 and 9999-12-31: what four digits of a year can say. */
    static final long FIRST_DAY = -719_528;

    static final long LAST_DAY = 2_932_896;
    static final String RANGE = "is outside of the years 0000 to 9999";

    private CalendarText() {}

    static boolean isInRange(long millis) {
        return millis >= FIRST_DAY * MILLIS_PER_DAY && millis < (LAST_DAY + 1) * MILLIS_PER_DAY;
    }

    /** The number that {@code count} digits write, or {@link #NONE}; at most nine. */
    static int digits(byte[] text, int offset, int count) {
        int value = 0;
        for (int at = offset; at < offset + count; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Days since 1970-01-01, or {@link #NONE} if there is no such day. Of {@link #NONE} parts, {@link #NONE}. */
    static int epochDay(int year, int month, int day) {
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) {
            return NONE;
        }
        // Years that start in March: the leap day is the last, so the months before it have fixed places.
        int shifted = month > 2 ? year : year - 1;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    private static int lengthOfMonth(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** The day that {@code yyyy-MM-dd} at the offset writes, or {@link #NONE}; ten bytes are there. */
    static int isoDay(byte[] text, int offset) {
        if (text[offset + 4] != '-' || text[offset + 7] != '-') {
            return NONE;
        }
        return epochDay(digits(text, offset, 4), digits(text, offset + 5, 2), digits(text, offset + 8, 2));
    }
}
