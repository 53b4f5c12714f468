package io.millrace.model.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing byte buffer with the primitives of Avro's binary encoding (little-endian IEEE doubles, zigzag varints) and a few
 * fixed-width, big-endian ones for keys whose byte order must be their value order. Reusable after {@link #reset()}; not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro 1.12 specification, binary encoding</a>
 */
public final class ByteWriter {
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] buffer;
    private int length;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        buffer = new byte[Math.max(16, capacity)];
    }

    public int length() {
        return length;
    }

    public void reset() {
        length = 0;
    }

    /** Forgets everything written after the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("can't truncate " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /** The bytes written so far; valid until the next write. The first {@link #length()} bytes count. */
    public byte[] array() {
        return buffer;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(length, more)));
        }
    }

    public void writeByte(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
    }

    public void writeBytes(byte[] bytes, int offset, int count) {
        ensure(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    public void writeBytes(byte[] bytes) {
        writeBytes(bytes, 0, bytes.length);
    }

    /** Avro {@code int} and {@code long}: zigzag, then seven bits a byte, lowest first. */
    public void writeVarLong(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    /** Seven bits a byte, lowest first, of a value taken as unsigned. */
    public void writeUnsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    /** Avro {@code bytes} and {@code string}: length, then the bytes. */
    public void writeLengthPrefixed(byte[] bytes, int offset, int count) {
        writeVarLong(count);
        writeBytes(bytes, offset, count);
    }

    public void writeLengthPrefixed(byte[] bytes) {
        writeLengthPrefixed(bytes, 0, bytes.length);
    }

    /** Avro {@code double}: eight bytes, little-endian. */
    public void writeDouble(double value) {
        writeLongBigEndian(Long.reverseBytes(Double.doubleToRawLongBits(value)));
    }

    public void writeIntBigEndian(int value) {
        ensure(Integer.BYTES);
        INT.set(buffer, length, value);
        length += Integer.BYTES;
    }

    public void writeLongBigEndian(long value) {
        ensure(Long.BYTES);
        LONG.set(buffer, length, value);
        length += Long.BYTES;
    }
}
