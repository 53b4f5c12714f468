package io.millrace.stream.partial;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.measure.Hash64;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Partial aggregates on their way to one aggregate partition travel together: the work that a record is to producer, broker and consumer is then
 * shared by hundreds. Not thread-safe.
 *
 * <p>Key of a bundle: {@link #KEY_FORMAT}, and what leads to its partition. Value: to the end, length (unsigned) and bytes of a partial aggregate's key,
 * length and bytes of its value, and so on. Keys and values are those of {@link Partial}.
 */
public final class PartialBundles {
    /** What keys of bundles begin with; no other keys on the topic do. */
    public static final byte KEY_FORMAT = 3;

    /** Half of a producer's batch, so that two fill one. A larger partial aggregate goes alone. */
    private static final int BUNDLE_BYTES = 64 << 10;

    private final List<byte[]> keys;
    private final ByteWriter[] open;
    private final BiConsumer<byte[], byte[]> receiver;

    /**
     * @param partitions of the repartition topic
     * @param receiver takes key and value of each bundle
     */
    public PartialBundles(int partitions, BiConsumer<byte[], byte[]> receiver) {
        this.receiver = receiver;
        keys = PartitionKeys.of(KEY_FORMAT, partitions);
        open = new ByteWriter[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            open[partition] = new ByteWriter();
        }
    }

    /** The partition that holds a group's state: by its hash, which never changes. */
    static int partitionOf(byte[] partialKey, int length, int partitions) {
        return (int) Long.remainderUnsigned(Hash64.of(partialKey, 0, length), partitions);
    }

    /** Adds a partial aggregate, and sends what is full. */
    public void add(ByteWriter key, ByteWriter value) {
        int partition = partitionOf(key.array(), key.length(), open.length);
        ByteWriter bundle = open[partition];
        if (bundle.length() > 0 && bundle.length() + key.length() + value.length() > BUNDLE_BYTES) {
            send(partition);
        }
        bundle.writeUnsigned(key.length());
        bundle.writeBytes(key.array(), 0, key.length());
        bundle.writeUnsigned(value.length());
        bundle.writeBytes(value.array(), 0, value.length());
    }

    /** Sends all that was added. */
    public void flush() {
        for (int partition = 0; partition < open.length; partition++) {
            if (open[partition].length() > 0) {
                send(partition);
            }
        }
    }

    private void send(int partition) {
        receiver.accept(keys.get(partition), open[partition].toByteArray());
        open[partition].reset();
    }

    /** Forgets what was added and not sent. */
    public void discard() {
        for (ByteWriter bundle : open) {
            bundle.reset();
        }
    }

    /** Takes each partial aggregate of a bundle. */
    public interface Visitor {
        /**
         * @param key of a partial aggregate and nothing more; valid during the call
         * @param value of a partial aggregate and nothing more; valid during the call
         */
        void visit(ByteReader key, ByteReader value);
    }

    /** Reads the value of a bundle. */
    public static void read(byte[] bundle, Visitor visitor) {
        ByteReader in = new ByteReader(bundle);
        ByteReader key = new ByteReader(bundle);
        ByteReader value = new ByteReader(bundle);
        while (in.remaining() > 0) {
            readSlice(in, key);
            readSlice(in, value);
            visitor.visit(key, value);
        }
    }

    private static void readSlice(ByteReader in, ByteReader slice) {
        int length = (int) Math.min(in.readCount(), Integer.MAX_VALUE);
        slice.reset(in.array(), in.position(), length);
        in.skip(length);
    }
}
