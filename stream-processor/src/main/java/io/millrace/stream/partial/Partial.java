package io.millrace.stream.partial;

import io.millrace.kafka.topic.AggregateKey;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a partial aggregate. They travel in {@link PartialBundles} on the repartition topic, which is ours alone: no one else reads it.
 *
 * <p>Key: {@link #KEY_FORMAT}, then tenant, pipeline and rollup with their lengths, generation, and to the end the group. Value: kind, offset
 * of the definition it was computed under, then for {@link #WINDOW} window start (ms) and, to the end, the rollup state; for {@link #SESSIONS}
 * to the end pieces of sessions, each with start (ms), length (ms, unsigned) and rollup state. Format and kind are one byte.
 */
public final class Partial {
    /** What keys of partial aggregates begin with, and those of the rows that they go into. */
    public static final byte KEY_FORMAT = AggregateKey.FORMAT;

    /** Kind of what events of one window came to. */
    public static final byte WINDOW = 1;

    /** Kind of what events of several sessions of one group came to. */
    public static final byte SESSIONS = 2;

    private Partial() {}

    /** The generation of a rollup that a partial aggregate belongs to. */
    public record Target(String tenant, String pipeline, String rollup, int generation) {}

    /** Appends what the keys of all groups of a target begin with. */
    public static void writeTarget(Target target, ByteWriter out) {
        AggregateKey.writeTarget(target.tenant(), target.pipeline(), target.rollup(), target.generation(), out);
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

    /** Appends what precedes the state in a value of the kind {@link #WINDOW}. */
    public static void writeWindow(long definitionsOffset, long windowStart, ByteWriter out) {
        out.writeByte(WINDOW);
        out.writeVarLong(definitionsOffset);
        out.writeVarLong(windowStart);
    }

    /** Appends what precedes the pieces in a value of the kind {@link #SESSIONS}. */
    public static void writeSessions(long definitionsOffset, ByteWriter out) {
        out.writeByte(SESSIONS);
        out.writeVarLong(definitionsOffset);
    }

    /** Appends what precedes the state of a piece; {@code readVarLong} and {@code readUnsigned} give start and length. */
    public static void writePiece(long start, long end, ByteWriter out) {
        out.writeVarLong(start);
        out.writeUnsigned(end - start);
    }

    /** Begins to read a value: says its kind. A {@code readVarLong} then gives the definitions offset, and of a window its start. */
    public static byte readKind(ByteReader in) {
        byte kind = in.readByte();
        if (kind != WINDOW && kind != SESSIONS) {
            throw new MalformedBytesException("a partial aggregate of kind " + kind);
        }
        return kind;
    }

    private static void requireFormat(ByteReader key) {
        int format = key.readByte();
        if (format != KEY_FORMAT) {
            throw new MalformedBytesException("a key of format " + format);
        }
    }

    static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    static String readText(ByteReader in) {
        return new String(in.readLengthPrefixed(), StandardCharsets.UTF_8);
    }
}
