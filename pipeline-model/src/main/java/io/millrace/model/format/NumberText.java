package io.millrace.model.format;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * A number as text, taken apart: sign, significant digits, exponent. Up to 18 significant digits need no allocation. Grammar: an optional
 * sign, digits with an optional point, an optional exponent; nothing else (no NaN, infinity, hexadecimal, type suffix, grouping). Reused;
 * not thread-safe.
 */
final class NumberText {
    /** Longer texts are no numbers to us; every double and every decimal has a shorter one. */
    static final int MAX_LENGTH = 1000;

    private static final int LONG_DIGITS = 18;
    private static final int EXPONENT_LIMIT = 1_000_000;
    private static final long[] POWERS = new long[LONG_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int exponent = 1; exponent < POWERS.length; exponent++) {
            POWERS[exponent] = POWERS[exponent - 1] * 10;
        }
    }

    private byte[] text = new byte[0];
    private int offset;
    private int length;

    private boolean negative;
    private long significand;
    private int digits;
    private int exponent;

    /** 10 to the power of 0 to 18. */
    static long power(int exponent) {
        return POWERS[exponent];
    }

    /** Takes a text apart; false if it is no number. */
    boolean scan(byte[] newText, int newOffset, int newLength) {
        text = newText;
        offset = newOffset;
        length = newLength;
        significand = 0;
        digits = 0;
        exponent = 0;
        int position = offset;
        int end = offset + length;
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        negative = text[position] == '-';
        if (negative || text[position] == '+') {
            position++;
        }
        boolean anyDigit = false;
        boolean point = false;
        for (; position < end; position++) {
            int digit = text[position] - '0';
            if (digit >= 0 && digit <= 9) {
                anyDigit = true;
                if (point) {
                    exponent--;
                }
                if (digits > 0 || digit > 0) {
                    if (digits < LONG_DIGITS) {
                        significand = significand * 10 + digit;
                    }
                    digits++;
                }
            } else if (text[position] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        return anyDigit && (position == end || scanExponent(position, end));
    }

    private boolean scanExponent(int start, int end) {
        int position = start;
        if ((text[position] | 0x20) != 'e') {
            return false;
        }
        position++;
        boolean negativeExponent = position < end && text[position] == '-';
        if (position < end && (negativeExponent || text[position] == '+')) {
            position++;
        }
        if (position == end) {
            return false;
        }
        int value = 0;
        for (; position < end; position++) {
            int digit = text[position] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = Math.min(EXPONENT_LIMIT, value * 10 + digit);
        }
        exponent += negativeExponent ? -value : value;
        return true;
    }

    boolean isZero() {
        return digits == 0;
    }

    boolean isNegative() {
        return negative;
    }

    /** Whether {@link #significand()} holds all significant digits. */
    boolean isShort() {
        return digits <= LONG_DIGITS;
    }

    /** The digits without sign, point and leading zeros; only if {@link #isShort()}. The number is this times 10 to {@link #exponent()}. */
    long significand() {
        return significand;
    }

    int exponent() {
        return exponent;
    }

    /** The number is below 10 to this power, and unless zero at least a tenth of that. */
    int magnitude() {
        return digits + exponent;
    }

    /** The number; ask {@link #magnitude()} first, its size is not bounded. */
    BigDecimal toBigDecimal() {
        return new BigDecimal(string());
    }

    /** The nearest double; infinite if the number is too great. */
    double toDouble() {
        // Both operands are exact doubles, so one correctly rounded operation gives the nearest double (Clinger 1990).
        if (digits <= 15 && exponent >= -22 && exponent <= 22) {
            double magnitude = exponent < 0 ? significand / exactPower(-exponent) : significand * exactPower(exponent);
            return negative ? -magnitude : magnitude;
        }
        return Double.parseDouble(string());
    }

    private static double exactPower(int power) {
        return power <= LONG_DIGITS ? POWERS[power] : (double) POWERS[LONG_DIGITS] * POWERS[power - LONG_DIGITS];
    }

    private String string() {
        return new String(text, offset, length, StandardCharsets.ISO_8859_1);
    }
}
