package io.millrace.stream.partial;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import java.util.List;

/**
 * The bytes of how far pipelines came in one events partition, on the repartition topic. A report goes to every aggregate task, behind the
 * partial aggregates it is about.
 *
 * <p>Key: {@link #KEY_FORMAT}, and what leads to the partition it must reach. Value: format (one byte),
 * offset of the definitions known, events partition, then to the end tenant, pipeline, greatest event time (ms) and whether it is idle.
 */
public final class TimeReport {
    /** What keys of reports begin with; no other keys on the topic do. */
    public static final byte KEY_FORMAT = 2;

    private static final int FORMAT = 1;

    private TimeReport() {}

    /**
     * How far one pipeline came.
     *
     * @param greatestEventTime ms since the epoch
     * @param idle whether the partition has nothing of it to read and had nothing for a while
     */
    public record Entry(String tenant, String pipeline, long greatestEventTime, boolean idle) {}

    /** A key for each partition of the repartition topic, in their order. */
    public static List<byte[]> keys(int partitions) {
        return PartitionKeys.of(KEY_FORMAT, partitions);
    }

    /** Appends what precedes the entries. */
    public static void writeHeader(long definitionsOffset, int eventsPartition, ByteWriter out) {
        out.writeByte(FORMAT);
        out.writeVarLong(definitionsOffset);
        out.writeVarLong(eventsPartition);
    }

    public static void write(Entry entry, ByteWriter out) {
        Partial.writeText(entry.tenant(), out);
        Partial.writeText(entry.pipeline(), out);
        out.writeVarLong(entry.greatestEventTime());
        out.writeByte(entry.idle() ? 1 : 0);
    }

    /** Begins to read a value: {@code readVarLong} and {@code readVarInt} give definitions offset and events partition, then follow entries. */
    public static void requireFormat(ByteReader in) {
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("a report of times of format " + format);
        }
    }

    public static Entry read(ByteReader in) {
        return new Entry(Partial.readText(in), Partial.readText(in), in.readVarLong(), in.readFlag());
    }
}
