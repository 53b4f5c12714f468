package io.millrace.model.measure;

import io.millrace.model.bytes.Integer128;
import java.math.BigInteger;

/** From exact quotients to doubles, rounded once, half to even. Never negative zero; infinite beyond the range of doubles. */
final class Rounding {
    private static final long EXACT_INTEGERS = 1L << 53;

    private Rounding() {}

    /** {@code high:low × 2^exponent / divisor}; the divisor is positive. */
    static double quotient(long high, long low, int exponent, long divisor) {
        if ((high | low) == 0) {
            return 0.0;
        }
        if (exponent == 0 && high == low >> 63 && isExact(low) && isExact(divisor)) {
            return (double) low / (double) divisor;
        }
        long sign = high >> 63;
        long magnitudeLow = (low ^ sign) - sign;
        long magnitudeHigh = (high ^ sign) + (sign & (magnitudeLow == 0 ? 1 : 0));
        double magnitude = quotientOfMagnitude(magnitudeHigh, magnitudeLow, false, exponent, divisor);
        return sign == 0 || magnitude == 0 ? magnitude : -magnitude;
    }

    private static boolean isExact(long integer) {
        return integer >= -EXACT_INTEGERS && integer <= EXACT_INTEGERS;
    }

    /** {@code numerator × 2^exponent / divisor}; the divisor is positive. */
    static double quotient(BigInteger numerator, int exponent, long divisor) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        BigInteger whole = numerator.abs();
        int excess = Math.max(0, whole.bitLength() - 128);
        BigInteger top = whole.shiftRight(excess);
        double magnitude = quotientOfMagnitude(
                top.shiftRight(64).longValue(),
                top.longValue(),
                whole.getLowestSetBit() < excess,
                exponent + excess,
                divisor);
        return numerator.signum() > 0 || magnitude == 0 ? magnitude : -magnitude;
    }

    /** {@code numerator × 2^exponent / divisor}; none is negative, the divisor positive. */
    static double quotient(BigInteger numerator, int exponent, BigInteger divisor) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        int shift = Math.max(0, 66 + divisor.bitLength() - numerator.bitLength());
        BigInteger[] result = numerator.shiftLeft(shift).divideAndRemainder(divisor);
        return round(result[0], result[1].signum() != 0, exponent - shift);
    }

    /** The square root of {@code numerator × 2^exponent / divisor}; none is negative, the divisor positive. */
    static double squareRoot(BigInteger numerator, int exponent, BigInteger divisor) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        // A root of 65 bits or more, so that the remainders only say "inexact".
        int shift = Math.max(0, 132 + divisor.bitLength() - numerator.bitLength());
        shift += (exponent - shift) & 1;
        BigInteger[] result = numerator.shiftLeft(shift).divideAndRemainder(divisor);
        BigInteger[] root = result[0].sqrtAndRemainder();
        return round(root[0], result[1].signum() != 0 || root[1].signum() != 0, (exponent - shift) / 2);
    }

    /** {@code whole × 2^exponent} of a positive integer; {@code inexact} adds less than one to it, and needs 64 bits or more to count. */
    private static double round(BigInteger whole, boolean inexact, int exponent) {
        int excess = Math.max(0, whole.bitLength() - 128);
        BigInteger top = whole.shiftRight(excess);
        return round(
                top.shiftRight(64).longValue(),
                top.longValue(),
                inexact || whole.getLowestSetBit() < excess,
                exponent + excess);
    }

    /**
     * @param high with {@code low} an unsigned number, not zero
     * @param inexact whether the true number is greater than that, by less than one
     */
    private static double quotientOfMagnitude(long high, long low, boolean inexact, int exponent, long divisor) {
        if (divisor == 1) {
            return round(high, low, inexact, exponent);
        }
        // As far left as it goes, so that the quotient has 64 bits or more and the remainder only says "inexact".
        int shift = high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low);
        long numeratorHigh = Integer128.shiftLeftHigh(high, low, shift);
        long numeratorLow = Integer128.shiftLeftLow(low, shift);
        long quotientHigh = 0;
        long quotientLow = 0;
        long remainder = 0;
        if (divisor <= Integer.MAX_VALUE) {
            for (int digit = 96; digit >= 0; digit -= 32) {
                long next =
                        remainder << 32 | (Integer128.shiftRightLow(numeratorHigh, numeratorLow, digit) & 0xFFFFFFFFL);
                quotientHigh = quotientHigh << 32 | quotientLow >>> 32;
                quotientLow = quotientLow << 32 | next / divisor;
                remainder = next % divisor;
            }
        } else {
            for (int bit = 127; bit >= 0; bit--) {
                remainder = remainder << 1 | (Integer128.shiftRightLow(numeratorHigh, numeratorLow, bit) & 1);
                quotientHigh = quotientHigh << 1 | quotientLow >>> 63;
                quotientLow <<= 1;
                if (Long.compareUnsigned(remainder, divisor) >= 0) {
                    remainder -= divisor;
                    quotientLow |= 1;
                }
            }
        }
        return round(quotientHigh, quotientLow, inexact || remainder != 0, exponent - shift);
    }

    /** {@code high:low × 2^exponent}, unsigned and not zero; {@code inexact} adds less than one to {@code high:low}. */
    private static double round(long high, long low, boolean inexact, int exponent) {
        int length = 128 - (high != 0 ? Long.numberOfLeadingZeros(high) : 64 + Long.numberOfLeadingZeros(low));
        int top = exponent + length - 1;
        // Below 2^-1022 a double has fewer bits, down to none.
        int precision = 53 - Math.max(0, -1022 - top);
        int dropped = length - precision;
        if (dropped <= 0) {
            return Math.scalb((double) low, exponent);
        }
        if (precision < 0) {
            return 0.0;
        }
        long kept = dropped == 128 ? 0 : unsignedShiftRightLow(high, low, dropped);
        boolean half = (unsignedShiftRightLow(high, low, dropped - 1) & 1) != 0;
        boolean more = inexact || Integer128.trailingZeros(high, low) < dropped - 1;
        if (half && (more || (kept & 1) != 0)) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + dropped);
    }

    private static long unsignedShiftRightLow(long high, long low, int bits) {
        return bits < 64 ? Integer128.shiftRightLow(high, low, bits) : high >>> (bits - 64);
    }
}
