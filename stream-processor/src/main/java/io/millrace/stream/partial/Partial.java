package io.millrace.stream.partial;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a partial aggregate on the repartition topic. Ours alone: no one else reads that topic.
 *
 * <p>Key: format, then tenant, pipeline and rollup with their lengths, generation, and to the end the group. Value: format, offset of the
 * definition it was computed under, window start (ms), and to the end the rollup state. Both formats are one byte.
 */
public final class Partial {
    private static final int FORMAT = 1;

    private Partial() {}

    /** The generation of a rollup that a partial aggregate belongs to. */
    public record Target(String tenant, String pipeline, String rollup, int generation) {}

    /** Appends what the keys of all groups of a target begin with. */
    public static void writeTarget(Target target, ByteWriter out) {
        out.writeByte(FORMAT);
        writeText(target.tenant(), out);
        writeText(target.pipeline(), out);
        writeText(target.rollup(), out);
        out.writeVarLong(target.generation());
    }

    /** Skips what {@link #writeTarget} wrote, leaving the reader at the group. */
    public static void skipTarget(ByteReader key) {
        requireFormat(key);
        for (int text = 0; text < 3; text++) {
            key.skip(key.readLength());
        }
        key.readVarInt();
    }

    /** Reads what {@link #writeTarget} wrote, leaving the reader at the group. */
    public static Target readTarget(ByteReader key) {
        requireFormat(key);
        return new Target(readText(key), readText(key), readText(key), key.readVarInt());
    }

    /** Appends what precedes the state in a value. */
    public static void writeHeader(long definitionsOffset, long windowStart, ByteWriter out) {
        out.writeByte(FORMAT);
        out.writeVarLong(definitionsOffset);
        out.writeVarLong(windowStart);
    }

    /** Begins to read a value: two {@code readVarLong} give definitions offset and window start, the rest is the state. */
    public static void requireFormat(ByteReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a partial aggregate of format " + format);
        }
    }

    private static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(ByteReader in) {
        return new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
    }
}
