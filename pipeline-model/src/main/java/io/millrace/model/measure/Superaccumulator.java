package io.millrace.model.measure;

import io.millrace.model.bytes.ByteWriter;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A fixed-point number as wide as needed, such as for any sum of doubles: limbs 32 bits apart in 64-bit longs, so that most additions carry
 * nothing. Only the limbs between the lowest and highest in use are there.
 *
 * @see <a href="https://arxiv.org/abs/1505.05571">R. Neal, Fast exact summation using small and large superaccumulators, 2015</a>
 */
final class Superaccumulator {
    private static final long LIMB_MASK = 0xFFFFFFFFL;
    /** A limb that leaves [-2^44, 2^44) hands the part above 32 bits on. */
    private static final int CARRY_BITS = 44;
    /** An addition brings a limb less than 2^32, so after these many it is within 2^45. */
    private static final int CARRY_EVERY = 1 << 12;

    private static final long[] NONE = {};

    private final int leastExponent;
    private final int end;
    private long[] limbs = NONE;
    private int first;
    private int additions;

    /**
     * @param leastExponent the weight of the lowest bit that any value has; of the lowest limb too
     * @param boundExponent a power of two that no sum reaches
     */
    Superaccumulator(int leastExponent, int boundExponent) {
        this.leastExponent = leastExponent;
        end = (boundExponent - leastExponent) / 32 + 6;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return 48 + 8L * limbs.length;
    }

    /** Adds {@code high:low × 2^exponent}. */
    void add(long high, long low, int exponent) {
        int position = exponent - leastExponent;
        int limb = position >>> 5;
        int shift = position & 31;
        reserve(limb, limb + 6);
        long lower = low << shift;
        long upper = high << shift | low >>> 1 >>> (63 - shift);
        long[] at = limbs;
        int index = limb - first;
        at[index] += lower & LIMB_MASK;
        at[index + 1] += lower >>> 32;
        at[index + 2] += upper & LIMB_MASK;
        at[index + 3] += upper >>> 32;
        at[index + 4] += high >> 1 >> (63 - shift);
        if (++additions == CARRY_EVERY) {
            carry();
        }
    }

    /** Brings every limb into its bounds again. */
    private void carry() {
        additions = 0;
        for (int limb = first; limb < first + limbs.length; limb++) {
            addLimb(limb, 0);
        }
    }

    /** Adds {@code value × 2^exponent}. */
    void add(BigInteger value, int exponent) {
        BigInteger rest = value;
        int at = exponent;
        while (rest.bitLength() > 63) {
            add(0, rest.longValue(), at);
            rest = rest.shiftRight(64);
            at += 64;
        }
        add(rest.longValue() >> 63, rest.longValue(), at);
    }

    void add(Superaccumulator other) {
        reserve(other.first, other.first + other.limbs.length);
        for (int index = 0; index < other.limbs.length; index++) {
            addLimb(other.first + index, other.limbs[index]);
        }
    }

    /** In units of 2 to the least exponent. */
    BigInteger sum() {
        int[] digits = new int[limbs.length + 2];
        long carry = 0;
        for (int index = 0; index < limbs.length; index++) {
            long limb = limbs[index] + carry;
            digits[index] = (int) limb;
            carry = limb >> 32;
        }
        digits[limbs.length] = (int) carry;
        digits[limbs.length + 1] = (int) (carry >> 32);
        ByteWriter bytes = new ByteWriter(4 * digits.length);
        for (int index = digits.length - 1; index >= 0; index--) {
            bytes.writeIntBigEndian(digits[index]);
        }
        return new BigInteger(bytes.array(), 0, bytes.length()).shiftLeft(32 * first);
    }

    private void addLimb(int limb, long value) {
        int index = limb - first;
        long sum = limbs[index] + value;
        long overflow = sum >> CARRY_BITS;
        if (overflow != 0 && overflow != -1) {
            reserve(limb, limb + 2);
            index = limb - first;
            limbs[index] = sum & LIMB_MASK;
            addLimb(limb + 1, sum >> 32);
        } else {
            limbs[index] = sum;
        }
    }

    /** Makes room for the limbs {@code [from, to)}. */
    private void reserve(int from, int to) {
        int upTo = Math.min(to, end);
        if (limbs.length == 0) {
            first = from;
            limbs = new long[upTo - from];
        } else if (from < first || upTo > first + limbs.length) {
            int newFirst = Math.min(from, first);
            int newEnd = Math.max(upTo, first + limbs.length);
            long[] grown = new long[newEnd - newFirst];
            System.arraycopy(limbs, 0, grown, first - newFirst, limbs.length);
            first = newFirst;
            limbs = grown;
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(limbs) + " from " + first;
    }
}
