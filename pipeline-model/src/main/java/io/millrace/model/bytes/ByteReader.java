package io.millrace.model.bytes;

import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} writes, from a slice of an array. Malformed input (a varint of more than ten bytes, a length past the end)
 * is refused with {@link MalformedBytesException}. Reusable through {@link #reset}; not thread-safe.
 */
public final class ByteReader {
    private byte[] bytes;
    private int position;
    private int limit;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int count) {
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + count;
    }

    public void reset(byte[] newBytes, int offset, int count) {
        bytes = newBytes;
        position = offset;
        limit = offset + count;
    }

    public byte[] array() {
        return bytes;
    }

    /** Index in {@link #array()} of the next byte. */
    public int position() {
        return position;
    }

    public int remaining() {
        return limit - position;
    }

    private void require(int count) {
        if (count < 0 || limit - position < count) {
            throw new MalformedBytesException(
                    "needs " + count + " bytes at " + position + ", has " + (limit - position));
        }
    }

    public byte readByte() {
        require(1);
        return bytes[position++];
    }

    public void skip(int count) {
        require(count);
        position += count;
    }

    public byte[] readBytes(int count) {
        require(count);
        byte[] copy = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return copy;
    }

    public long readVarLong() {
        long raw = readUnsigned();
        return (raw >>> 1) ^ -(raw & 1);
    }

    public int readVarInt() {
        long value = readVarLong();
        if (value != (int) value) {
            throw new MalformedBytesException("not a 32-bit number: " + value);
        }
        return (int) value;
    }

    /** What {@link ByteWriter#writeUnsigned} wrote, taken as unsigned. */
    public long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (shift == 63 && (next & 0x7E) != 0) {
                throw new MalformedBytesException("a varint of more than 64 bits ends at " + position);
            }
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBytesException("a varint of more than ten bytes ends at " + position);
    }

    /** An unsigned number of things, which is never negative. */
    public long readCount() {
        long count = readUnsigned();
        if (count < 0) {
            throw new MalformedBytesException("a count of more than 63 bits");
        }
        return count;
    }

    /** A byte that is 0 or 1. */
    public boolean readFlag() {
        byte flag = readByte();
        if ((flag & ~1) != 0) {
            throw new MalformedBytesException("neither 0 nor 1 but " + flag + " at " + (position - 1));
        }
        return flag != 0;
    }

    /** The length that precedes Avro {@code bytes} and {@code string}; that many bytes are there. */
    public int readLength() {
        int count = readVarInt();
        require(count);
        return count;
    }

    public byte[] readLengthPrefixed() {
        return readBytes(readLength());
    }

    public double readDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(readLongBigEndian()));
    }

    public int readIntBigEndian() {
        require(Integer.BYTES);
        int value = (int) ByteWriter.INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    public long readLongBigEndian() {
        require(Long.BYTES);
        long value = (long) ByteWriter.LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }
}
