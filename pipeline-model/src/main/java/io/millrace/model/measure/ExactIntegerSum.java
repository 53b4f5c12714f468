package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.Integer128;
import io.millrace.model.bytes.MalformedBytesException;
import java.math.BigInteger;

/**
 * A sum of integers, exact at any size: two longs while 128 bits hold it, which they do for any number of longs; what overflows them is
 * moved to a {@link BigInteger}. The sum is {@code beyond + high:low}; its byte form depends on the sum alone.
 */
abstract class ExactIntegerSum extends CountedSum {
    private long high;
    private long low;
    private BigInteger beyond = BigInteger.ZERO;

    final void add(long value) {
        add(value >> 63, value);
    }

    final void add(long addHigh, long addLow) {
        long newLow = low + addLow;
        long newHigh = high + addHigh + Integer128.carry(newLow, addLow);
        if (((high ^ newHigh) & (addHigh ^ newHigh)) < 0) {
            beyond = beyond.add(Integer128.toBigInteger(high, low));
            high = addHigh;
            low = addLow;
        } else {
            high = newHigh;
            low = newLow;
        }
    }

    @Override
    void addSum(CountedSum other) {
        ExactIntegerSum sum = (ExactIntegerSum) other;
        add(sum.high, sum.low);
        beyond = beyond.add(sum.beyond);
    }

    @Override
    void addSumFrom(ByteReader in) {
        int length = in.readLength();
        if (length < 1) {
            throw new MalformedBytesException("a sum of no bytes");
        }
        if (length <= Integer128.BYTES) {
            add(
                    Integer128.highOf(in.array(), in.position(), length),
                    Integer128.lowOf(in.array(), in.position(), length));
        } else {
            beyond = beyond.add(new BigInteger(in.array(), in.position(), length));
        }
        in.skip(length);
    }

    @Override
    void writeSum(ByteWriter out) {
        if (beyond.signum() == 0) {
            Integer128.write(high, low, out);
        } else {
            out.writeLengthPrefixed(sum().toByteArray());
        }
    }

    /** The sum divided by {@code divisor}, rounded once, half to even. */
    final double quotient(long divisor) {
        return beyond.signum() == 0 ? Rounding.quotient(high, low, 0, divisor) : Rounding.quotient(sum(), 0, divisor);
    }

    @Override
    public long bytes() {
        return beyond.signum() == 0 ? 56 : 120;
    }

    final BigInteger sum() {
        return high == low >> 63 ? beyond.add(BigInteger.valueOf(low)) : beyond.add(Integer128.toBigInteger(high, low));
    }
}
