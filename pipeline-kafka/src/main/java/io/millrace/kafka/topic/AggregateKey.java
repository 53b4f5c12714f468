package io.millrace.kafka.topic;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import java.nio.charset.StandardCharsets;

/**
 * The key that the partial aggregates of a group have on their way, and by it the partition of the aggregate stage that counts the group. Whoever
 * computes rows again keeps windows to {@code maxGroups} by the same partitions.
 *
 * <p>Format (one byte), tenant, pipeline and rollup with their lengths, generation, and to the end the group.
 */
public final class AggregateKey {
    public static final byte FORMAT = 1;

    private AggregateKey() {}

    /** Appends what the keys of all groups of a rollup's generation begin with. */
    public static void writeTarget(String tenant, String pipeline, String rollup, int generation, ByteWriter out) {
        out.writeByte(FORMAT);
        writeText(tenant, out);
        writeText(pipeline, out);
        writeText(rollup, out);
        out.writeVarLong(generation);
    }

    /**
     * The partition of a group.
     *
     * @param target what {@link #writeTarget} wrote
     * @param partitions of the aggregate stage
     */
    public static int partitionOf(byte[] target, GroupKey group, int partitions) {
        ByteWriter key = new ByteWriter(target.length + group.bytes().length);
        key.writeBytes(target);
        key.writeBytes(group.bytes());
        return RowPartitioner.partitionByKey(key.toByteArray(), partitions);
    }

    private static void writeText(String text, ByteWriter out) {
        out.writeLengthPrefixed(text.getBytes(StandardCharsets.UTF_8));
    }
}
