package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The store of live rows, and what is about to be written to it in one batch. Key = the partial's key and window start (8 bytes, big-endian,
 * sign flipped), value = {@link StoredRow}. No group's key begins with another's, so the rows of a group are a range. Not thread-safe.
 */
final class RowStore {
    /** What keys of no row begin with. */
    static final byte NO_ROW = 0;

    private final KeyValueStore<Bytes, byte[]> store;
    private final List<KeyValue<Bytes, byte[]>> pending = new ArrayList<>();

    RowStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Takes a row's window start and value. */
    interface Visitor {
        void visit(long windowStart, byte[] value);
    }

    /** As of the last {@link #flush}. */
    byte @Nullable [] get(byte[] partialKey, long windowStart) {
        return store.get(keyOf(partialKey, windowStart));
    }

    /** All rows of a group, in the order of their windows, as of the last {@link #flush}. */
    void forEach(byte[] partialKey, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows =
                store.range(keyOf(partialKey, Long.MIN_VALUE), keyOf(partialKey, Long.MAX_VALUE))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                visitor.visit(windowStartOf(row.key.get()), row.value);
            }
        }
    }

    /**
     * @param value null deletes
     */
    void put(byte[] partialKey, long windowStart, byte @Nullable [] value) {
        pending.add(KeyValue.pair(keyOf(partialKey, windowStart), value));
    }

    /** Writes what is pending, in order, and says how many rows that were. */
    int flush() {
        int count = pending.size();
        if (count > 0) {
            store.putAll(pending);
            pending.clear();
        }
        return count;
    }

    void discard() {
        pending.clear();
    }

    private static Bytes keyOf(byte[] partialKey, long windowStart) {
        ByteWriter key = new ByteWriter(partialKey.length + Long.BYTES);
        key.writeBytes(partialKey);
        key.writeLongBigEndian(windowStart ^ Long.MIN_VALUE);
        return Bytes.wrap(key.toByteArray());
    }

    static long windowStartOf(byte[] key) {
        return new ByteReader(key, key.length - Long.BYTES, Long.BYTES).readLongBigEndian() ^ Long.MIN_VALUE;
    }
}
