package io.millrace.model.bytes;

import java.math.BigInteger;

/**
 * Signed integers of 128 bits held in two longs, two's complement. A number of two parts can't be returned without an object, so an operation
 * with a wide result is a pair of methods. Shifts are by 0 to 127 bits. The byte form is the shortest big-endian one, at least a byte: what
 * {@link BigInteger#toByteArray} gives.
 */
public final class Integer128 {
    /** As many bytes as any number takes. */
    public static final int BYTES = 16;

    private Integer128() {}

    /** Bits without the sign, as {@link BigInteger#bitLength}. */
    public static int bitLength(long high, long low) {
        long sign = high >> 63;
        long upper = high ^ sign;
        return upper != 0 ? 128 - Long.numberOfLeadingZeros(upper) : 64 - Long.numberOfLeadingZeros(low ^ sign);
    }

    /** Zero bits below the lowest one; 128 for zero. */
    public static int trailingZeros(long high, long low) {
        return low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
    }

    /** One if adding {@code addend} to some low half came to {@code sum} and overflowed, else zero. */
    public static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    public static int compare(long high, long low, long otherHigh, long otherLow) {
        return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
    }

    public static long shiftLeftHigh(long high, long low, int bits) {
        if (bits == 0) {
            return high;
        }
        return bits < 64 ? high << bits | low >>> (64 - bits) : low << (bits - 64);
    }

    public static long shiftLeftLow(long low, int bits) {
        return bits < 64 ? low << bits : 0;
    }

    public static long shiftRightHigh(long high, int bits) {
        return bits < 64 ? high >> bits : high >> 63;
    }

    public static long shiftRightLow(long high, long low, int bits) {
        if (bits == 0) {
            return low;
        }
        return bits < 64 ? low >>> bits | high << (64 - bits) : high >> (bits - 64);
    }

    /**
     * How many bytes at the start of a big-endian number only repeat its sign, so that the rest fits.
     *
     * @throws MalformedBytesException if it is empty or does not fit
     */
    public static int surplus(byte[] bytes, int offset, int length) {
        if (length < 1) {
            throw new MalformedBytesException("a number of no bytes");
        }
        int surplus = Math.max(0, length - BYTES);
        for (int index = offset; index < offset + surplus; index++) {
            if (bytes[index] != bytes[index + 1] >> 7) {
                throw new MalformedBytesException("a number of more than 128 bits");
            }
        }
        return surplus;
    }

    /** The upper half of a big-endian number of 1 to 16 bytes. */
    public static long highOf(byte[] bytes, int offset, int length) {
        long high = bytes[offset] >> 7;
        for (int index = offset; index < offset + length - 8; index++) {
            high = high << 8 | (bytes[index] & 0xFF);
        }
        return high;
    }

    /** The lower half of a big-endian number of 1 to 16 bytes. */
    public static long lowOf(byte[] bytes, int offset, int length) {
        long low = bytes[offset] >> 7;
        for (int index = offset + Math.max(0, length - 8); index < offset + length; index++) {
            low = low << 8 | (bytes[index] & 0xFF);
        }
        return low;
    }

    /** Appends the byte form behind its length. */
    public static void write(long high, long low, ByteWriter out) {
        int length = bitLength(high, low) / 8 + 1;
        out.writeVarLong(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            out.writeByte((int) shiftRightLow(high, low, shift));
        }
    }

    /** Allocates. */
    public static BigInteger toBigInteger(long high, long low) {
        ByteWriter bytes = new ByteWriter(BYTES);
        bytes.writeLongBigEndian(high);
        bytes.writeLongBigEndian(low);
        return new BigInteger(bytes.array(), 0, BYTES);
    }
}
