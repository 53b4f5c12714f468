package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** A row's value has bytes in the store, but it is not known how many. */
    static final int UNKNOWN_BYTES = -1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final StateTotals totals;
    private final List<KeyValue<Bytes, byte[]>> pending = new ArrayList<>();
    private final Set<Bytes> pendingDeletions = new HashSet<>();
    private int added;

    RowStore(KeyValueStore<Bytes, byte[]> store, StateTotals totals) {
        this.store = store;
        this.totals = totals;
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
        forEach(partialKey, Long.MIN_VALUE, Long.MAX_VALUE, visitor);
    }

    /** Likewise, those that start from {@code first} to {@code last}. */
    void forEach(byte[] partialKey, long first, long last, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(keyOf(partialKey, first), keyOf(partialKey, last))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                visitor.visit(windowStartOf(row.key.get()), row.value);
            }
        }
    }

    /**
     * Puts a row. Each is put once between two calls of {@link #flush}, but may have been deleted before that.
     *
     * @param formerBytes of the value that it has in the store: 0 = none, or {@link #UNKNOWN_BYTES}
     */
    void put(RowGroup group, long windowStart, byte[] value, int formerBytes) {
        Bytes key = keyOf(group.partialKey(), windowStart);
        int former = formerBytes == UNKNOWN_BYTES ? bytesOf(key) : formerBytes;
        pending.add(KeyValue.pair(key, value));
        if (former == 0) {
            added++;
            count(group, 1, key.get().length + value.length);
        } else {
            count(group, 0, value.length - former);
        }
    }

    /**
     * @param formerBytes of the value that it has in the store
     */
    void delete(RowGroup group, long windowStart, int formerBytes) {
        Bytes key = keyOf(group.partialKey(), windowStart);
        pending.add(KeyValue.pair(key, null));
        pendingDeletions.add(key);
        count(group, -1, -key.get().length - formerBytes);
    }

    private void count(RowGroup group, int rows, int bytes) {
        totals.add(group.target().tenant(), group.target().pipeline(), rows, bytes);
    }

    private int bytesOf(Bytes key) {
        byte[] stored = pendingDeletions.contains(key) ? null : store.get(key);
        return stored == null ? 0 : stored.length;
    }

    /** Writes what is pending, in order, and says how many rows were not there before. */
    int flush() {
        if (!pending.isEmpty()) {
            store.putAll(pending);
        }
        int newRows = added;
        discard();
        return newRows;
    }

    void discard() {
        added = 0;
        pending.clear();
        pendingDeletions.clear();
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
