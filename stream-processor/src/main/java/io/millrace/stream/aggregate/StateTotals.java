package io.millrace.stream.aggregate;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageMetrics.StateSize;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * How many rows each pipeline has in a task's store, and their bytes; kept beside them, so that nothing is counted anew after a restart. Store:
 * key = {@link RowStore#NO_ROW}, {@link #KIND}, tenant, {@code /}, pipeline; value = rows, bytes (unsigned). Not thread-safe.
 */
final class StateTotals {
    private static final byte KIND = 1;
    private static final StateSize NOTHING = new StateSize(0, 0);

    private final KeyValueStore<Bytes, byte[]> store;
    private final StageMetrics metrics;
    private final String task;
    private final Map<Name, StateSize> totals = new HashMap<>();
    private final Set<Name> changed = new HashSet<>();

    private record Name(String tenant, String pipeline) {}

    /**
     * @param task that holds the store
     */
    StateTotals(KeyValueStore<Bytes, byte[]> store, StageMetrics metrics, String task) {
        this.store = store;
        this.metrics = metrics;
        this.task = task;
    }

    /** Goes on from what was saved. */
    void load() {
        discard();
        Bytes first = Bytes.wrap(new byte[] {RowStore.NO_ROW, KIND});
        Bytes last = Bytes.wrap(new byte[] {RowStore.NO_ROW, KIND + 1});
        try (KeyValueIterator<Bytes, byte[]> all = store.range(first, last)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> stored = all.next();
                byte[] key = stored.key.get();
                if (key[1] == KIND) {
                    String text = new String(key, 2, key.length - 2, StandardCharsets.UTF_8);
                    int slash = text.indexOf('/');
                    Name name = new Name(text.substring(0, slash), text.substring(slash + 1));
                    totals.put(name, sizeOf(stored.value));
                    tell(name);
                }
            }
        }
    }

    /** Rows came or went. */
    void add(String tenant, String pipeline, int rows, long bytes) {
        Name name = new Name(tenant, pipeline);
        StateSize former = totals.computeIfAbsent(name, key -> sizeOf(store.get(keyOf(key))));
        totals.put(name, new StateSize(former.rows() + rows, former.bytes() + bytes));
        changed.add(name);
    }

    /** Must happen before the transaction that changed them ends. */
    void save() {
        for (Name name : changed) {
            StateSize size = totals.getOrDefault(name, NOTHING);
            tell(name);
            if (size.rows() == 0) {
                totals.remove(name);
                store.delete(keyOf(name));
            } else {
                ByteWriter value = new ByteWriter(16);
                value.writeUnsigned(size.rows());
                value.writeUnsigned(size.bytes());
                store.put(keyOf(name), value.toByteArray());
            }
        }
        changed.clear();
    }

    private void tell(Name name) {
        metrics.holds(task, name.tenant(), name.pipeline(), totals.getOrDefault(name, NOTHING));
    }

    /** Forgets what was not saved. */
    void discard() {
        totals.clear();
        changed.clear();
        metrics.released(task);
    }

    private static StateSize sizeOf(byte @Nullable [] stored) {
        if (stored == null) {
            return NOTHING;
        }
        ByteReader value = new ByteReader(stored);
        return new StateSize(value.readUnsigned(), value.readUnsigned());
    }

    private static Bytes keyOf(Name name) {
        ByteWriter key = new ByteWriter(64);
        key.writeByte(RowStore.NO_ROW);
        key.writeByte(KIND);
        key.writeBytes((name.tenant() + "/" + name.pipeline()).getBytes(StandardCharsets.UTF_8));
        return Bytes.wrap(key.toByteArray());
    }
}
