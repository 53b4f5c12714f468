package io.millrace.model.format;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as points in time: {@code epoch-ms}, whole; {@code epoch-s}, whose fraction is cut to the millisecond it lies in. */
final class EpochText {
    static final String MILLIS = "epoch-ms";
    static final String SECONDS = "epoch-s";

    /** No such point in time. */
    static final long NONE = Long.MIN_VALUE;

    /** Milliseconds of year 9999 have 15 digits. */
    private static final int MAX_MAGNITUDE = 15;

    private final NumberText number = new NumberText();
    private final boolean seconds;

    EpochText(String format) {
        seconds = format.equals(SECONDS);
    }

    static boolean isFormat(String format) {
        return format.equals(MILLIS) || format.equals(SECONDS);
    }

    /** Milliseconds since the epoch; {@link #NONE} if it is no number, {@code Long.MAX_VALUE} if it is out of range. */
    long parse(byte[] text, int offset, int length) {
        if (!number.scan(text, offset, length)) {
            return NONE;
        }
        if (number.isZero()) {
            return 0;
        }
        int shift = seconds ? 3 : 0;
        if (number.isShort() && number.exponent() == 0 && number.magnitude() + shift <= MAX_MAGNITUDE) {
            long value = number.significand() * NumberText.power(shift);
            return inRange(number.isNegative() ? -value : value);
        }
        if (number.magnitude() + shift > MAX_MAGNITUDE) {
            return Long.MAX_VALUE;
        }
        if (number.magnitude() + shift < -NumberText.MAX_LENGTH) {
            // Too small for an exact number of bounded size: within a millisecond of the epoch.
            return !seconds ? NONE : number.isNegative() ? -1 : 0;
        }
        BigDecimal millis = number.toBigDecimal().movePointRight(shift);
        if (!seconds && millis.stripTrailingZeros().scale() > 0) {
            return NONE;
        }
        return inRange(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
    }

    private static long inRange(long millis) {
        return CalendarText.isInRange(millis) ? millis : Long.MAX_VALUE;
    }
}
