package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.math.BigInteger;

/**
 * A sum of squares without any error: the square of a double has at most 106 bits, that of an integer of 128 bits at most 256. Its byte form
 * is an odd integer and a power of two, so it depends on the sum alone.
 */
final class ExactSquareSum {
    private static final int LEAST_DOUBLE = 2 * -1074;
    /** No sum of fewer than 2^64 squares of doubles, or of 128-bit integers, reaches this power of two. */
    private static final int BOUND = 2 * 1024 + 64;

    private final int leastExponent;
    private final Superaccumulator sum;

    private ExactSquareSum(int leastExponent) {
        this.leastExponent = leastExponent;
        sum = new Superaccumulator(leastExponent, BOUND);
    }

    static ExactSquareSum ofIntegers() {
        return new ExactSquareSum(0);
    }

    static ExactSquareSum ofDoubles() {
        return new ExactSquareSum(LEAST_DOUBLE);
    }

    /** Adds the square of an integer. */
    void addSquare(long value) {
        sum.add(Math.multiplyHigh(value, value), value * value, 0);
    }

    /** Adds the square of {@code high:low}. */
    void addSquare(long high, long low) {
        if (high == low >> 63) {
            addSquare(low);
            return;
        }
        // Of the magnitude, as unsigned halves: (h × 2^64 + l)^2, the products' halves added apart since they have no
        // sign.
        long sign = high >> 63;
        long lower = (low ^ sign) - sign;
        long upper = (high ^ sign) + (sign & (lower == 0 ? 1 : 0));
        addProduct(upper, upper, 128);
        addProduct(upper, lower, 65);
        addProduct(lower, lower, 0);
    }

    private void addProduct(long one, long other, int exponent) {
        long high = Math.multiplyHigh(one, other) + (one >> 63 & other) + (other >> 63 & one);
        sum.add(0, high, exponent + 64);
        sum.add(0, one * other, exponent);
    }

    /** Adds the square of a finite double. */
    void addSquare(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7FF;
        long mantissa = (bits & 0xFFFFFFFFFFFFFL) | (biased == 0 ? 0L : 1L << 52);
        if (mantissa != 0) {
            int exponent = Math.max(biased, 1) - 1075;
            sum.add(Math.multiplyHigh(mantissa, mantissa), mantissa * mantissa, 2 * exponent);
        }
    }

    void add(ExactSquareSum other) {
        sum.add(other.sum);
    }

    void addFrom(ByteReader in) {
        int exponent = in.readVarInt();
        int length = in.readLength();
        if (length < 1
                || exponent < leastExponent
                || exponent > BOUND
                || exponent + 8L * (length - 1) > BOUND
                || in.array()[in.position()] < 0) {
            throw new MalformedBytesException("a sum of squares of " + length + " bytes times 2^" + exponent);
        }
        sum.add(new BigInteger(in.array(), in.position(), length), exponent);
        in.skip(length);
    }

    void write(ByteWriter out) {
        BigInteger units = sum.sum();
        int zeros = Math.max(0, units.getLowestSetBit());
        out.writeVarLong(units.signum() == 0 ? 0 : leastExponent + zeros);
        out.writeLengthPrefixed(units.shiftRight(zeros).toByteArray());
    }

    /** The sum is this times two to the power of {@link #exponent()}. */
    BigInteger significand() {
        return sum.sum();
    }

    int exponent() {
        return leastExponent;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return 24 + sum.bytes();
    }
}
