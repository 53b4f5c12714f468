package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sum of finite doubles without any error. A window of 128 bits, {@code high:low × 2^base}, slides to where the values are and takes them in
 * with two integer additions; what it can't hold goes to a {@link Superaccumulator}, which data of an ordinary range never needs.
 * The sum is window plus superaccumulator. Its byte form is an odd integer and a power of two, so it depends on the sum alone.
 *
 * @see <a href="https://arxiv.org/abs/1505.05571">R. Neal, Fast exact summation using small and large superaccumulators, 2015</a>
 */
abstract class ExactDoubleSum extends CountedSum {
    /** Values from 2^-20 to 2^44 in size need no first slide. */
    private static final int FIRST_BASE = -72;

    /** Bits left free below a value that the window slid to, since the next one may be smaller. */
    private static final int SLACK = 31;

    private static final int LEAST_EXPONENT = -1074;
    /** A window 127 bits below the least double still lies above it. */
    private static final int WIDE_EXPONENT = -1216;
    /** No sum of fewer than 2^64 doubles reaches this power of two. */
    private static final int BOUND_EXPONENT = 1024 + 64;

    private long high;
    private long low;
    private int base = FIRST_BASE;
    private @Nullable Superaccumulator beyond;

    /** Adds a finite double. */
    final void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7FF;
        long magnitude = (bits & 0xFFFFFFFFFFFFFL) | (biased == 0 ? 0L : 1L << 52);
        long sign = bits >> 63;
        long mantissa = (magnitude ^ sign) - sign;
        int exponent = Math.max(biased, 1) - 1075;

        int shift = exponent - base;
        if ((shift & ~63) == 0) {
            long addLow = mantissa << shift;
            long addHigh = mantissa >> 1 >> (63 - shift);
            long newLow = low + addLow;
            long newHigh = high + addHigh + Integer128.carry(newLow, addLow);
            if (((high ^ newHigh) & (addHigh ^ newHigh)) >= 0) {
                low = newLow;
                high = newHigh;
                return;
            }
        }
        add(sign, mantissa, exponent);
    }

    @Override
    void addSum(CountedSum other) {
        ExactDoubleSum sum = (ExactDoubleSum) other;
        add(sum.high, sum.low, sum.base);
        if (sum.beyond != null) {
            wide().add(sum.beyond);
        }
    }

    /** Adds {@code addHigh:addLow × 2^exponent}, sliding or emptying the window where it must. */
    private void add(long addHigh, long addLow, int exponent) {
        if ((addHigh | addLow) == 0) {
            return;
        }
        if (!spansWindow(addHigh, addLow, exponent)) {
            int zeros = (high | low) == 0 ? 0 : Integer128.trailingZeros(high, low);
            low = Integer128.shiftRightLow(high, low, zeros);
            high = Integer128.shiftRightHigh(high, zeros);
            base += zeros;
            int addZeros = Integer128.trailingZeros(addHigh, addLow);
            long strippedLow = Integer128.shiftRightLow(addHigh, addLow, addZeros);
            long strippedHigh = Integer128.shiftRightHigh(addHigh, addZeros);
            if (!spansWindow(strippedHigh, strippedLow, exponent + addZeros)) {
                wide().add(high, low, base);
                high = 0;
                low = 0;
            }
            addWithin(strippedHigh, strippedLow, exponent + addZeros);
        } else {
            addWithin(addHigh, addLow, exponent);
        }
    }

    /** Whether 127 bits hold the window and this number, aligned, and the carry of adding them. */
    private boolean spansWindow(long addHigh, long addLow, int exponent) {
        if ((high | low) == 0) {
            return true;
        }
        int top = exponent + Integer128.bitLength(addHigh, addLow);
        return Math.max(top, base + Integer128.bitLength(high, low)) - Math.min(base, exponent) < 127;
    }

    private void addWithin(long addHigh, long addLow, int exponent) {
        int top = exponent + Integer128.bitLength(addHigh, addLow);
        boolean empty = (high | low) == 0;
        int newBase = base;
        if (empty || exponent < base) {
            int reach = empty ? top : Math.max(top, base + Integer128.bitLength(high, low));
            int room = 126 - (reach - exponent);
            newBase = exponent - Math.max(0, Math.min(SLACK, room / 2));
        }
        if (!empty) {
            high = Integer128.shiftLeftHigh(high, low, base - newBase);
            low = Integer128.shiftLeftLow(low, base - newBase);
        }
        long alignedLow = Integer128.shiftLeftLow(addLow, exponent - newBase);
        low += alignedLow;
        high += Integer128.shiftLeftHigh(addHigh, addLow, exponent - newBase) + Integer128.carry(low, alignedLow);
        base = newBase;
    }

    private Superaccumulator wide() {
        if (beyond == null) {
            beyond = new Superaccumulator(WIDE_EXPONENT, BOUND_EXPONENT);
        }
        return beyond;
    }

    @Override
    void addSumFrom(ByteReader in) {
        int exponent = in.readVarInt();
        int length = in.readLength();
        if (length < 1
                || exponent < LEAST_EXPONENT
                || exponent > BOUND_EXPONENT
                || exponent + 8L * (length - 1) > BOUND_EXPONENT) {
            throw new MalformedBytesException("a sum of doubles of " + length + " bytes times 2^" + exponent);
        }
        if (length <= Integer128.BYTES) {
            add(
                    Integer128.highOf(in.array(), in.position(), length),
                    Integer128.lowOf(in.array(), in.position(), length),
                    exponent);
        } else {
            wide().add(new BigInteger(in.array(), in.position(), length), exponent);
        }
        in.skip(length);
    }

    @Override
    void writeSum(ByteWriter out) {
        if (beyond == null) {
            int zeros = (high | low) == 0 ? 0 : Integer128.trailingZeros(high, low);
            out.writeVarLong((high | low) == 0 ? 0 : base + zeros);
            Integer128.write(Integer128.shiftRightHigh(high, zeros), Integer128.shiftRightLow(high, low, zeros), out);
        } else {
            BigInteger sum = sumAboveLeast(beyond);
            int zeros = Math.max(0, sum.getLowestSetBit());
            out.writeVarLong(sum.signum() == 0 ? 0 : LEAST_EXPONENT + zeros);
            out.writeLengthPrefixed(sum.shiftRight(zeros).toByteArray());
        }
    }

    /** The sum divided by {@code divisor}, rounded once, half to even; infinite if beyond the doubles. */
    final double quotient(long divisor) {
        return beyond == null
                ? Rounding.quotient(high, low, base, divisor)
                : Rounding.quotient(sumAboveLeast(beyond), LEAST_EXPONENT, divisor);
    }

    /** With {@link #exponent()} the sum: this times two to that power. Allocates. */
    final BigInteger significand() {
        return beyond == null ? Integer128.toBigInteger(high, low) : sumAboveLeast(beyond);
    }

    final int exponent() {
        return beyond == null ? base : LEAST_EXPONENT;
    }

    @Override
    public long bytes() {
        return 64 + (beyond == null ? 0 : beyond.bytes());
    }

    /** The sum in units of the least double. */
    private BigInteger sumAboveLeast(Superaccumulator wide) {
        // Bits below the least double are zero, though the window may reach there: no value has them.
        BigInteger window = Integer128.toBigInteger(high, low).shiftLeft(base - LEAST_EXPONENT);
        return wide.sum().shiftLeft(WIDE_EXPONENT - LEAST_EXPONENT).add(window);
    }
}
