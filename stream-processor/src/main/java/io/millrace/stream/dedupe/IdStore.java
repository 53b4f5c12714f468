package io.millrace.stream.dedupe;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Append times by id, of which only chunks are written, read in bulk, and logged: an id is an entry here, but a record of the changelog holds thousands. Whatever puts a chunk, be it the processor or
 * what restores a task or keeps a copy of it, puts its ids; whatever deletes one deletes those of its ids that were not appended again later. Keys: {@link IdKeys}. Values: of a chunk {@link IdChunk}, of an id
 * its append time (8 bytes, big-endian, ms).
 */
public final class IdStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
        implements KeyValueStore<Bytes, byte[]> {
    /**
     * @param entries where they lie
     */
    IdStore(KeyValueStore<Bytes, byte[]> entries) {
        super(entries);
    }

    /** On disk, with a changelog. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return builder(Stores.persistentKeyValueStore(name)).withLoggingEnabled(Map.of());
    }

    /**
     * @param entries where they lie
     */
    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(KeyValueBytesStoreSupplier entries) {
        return Stores.keyValueStoreBuilder(new Supplier(entries), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    private record Supplier(KeyValueBytesStoreSupplier entries) implements KeyValueBytesStoreSupplier {
        @Override
        public String name() {
            return entries.name();
        }

        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return new IdStore(entries.get());
        }

        @Override
        public String metricsScope() {
            return entries.metricsScope();
        }
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        wrapped().init(new RestoringContext(context, (key, value) -> put(Bytes.wrap(key), value)), root);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (!IdKeys.isChunk(key)) {
            wrapped().put(key, value);
        } else if (value == null) {
            delete(key);
        } else {
            putChunk(key, value);
        }
    }

    private void putChunk(Bytes key, byte[] chunk) {
        long pipeline = IdKeys.pipelineOf(key);
        List<KeyValue<Bytes, byte[]>> entries = new ArrayList<>(IdChunk.mostIds(chunk) + 1);
        entries.add(KeyValue.pair(key, chunk));
        TimeBytes times = new TimeBytes();
        IdChunk.forEach(
                chunk,
                (high, low, appendTime) ->
                        entries.add(KeyValue.pair(IdKeys.id(pipeline, high, low), times.of(appendTime))));
        wrapped().putAll(entries);
    }

    /** Many ids were appended within the same millisecond. */
    private static final class TimeBytes {
        private long time = Long.MIN_VALUE;
        private byte[] bytes = new byte[0];

        byte[] of(long appendTime) {
            if (bytes.length == 0 || appendTime != time) {
                time = appendTime;
                ByteWriter out = new ByteWriter(Long.BYTES);
                out.writeLongBigEndian(appendTime);
                bytes = out.toByteArray();
            }
            return bytes;
        }
    }

    static long appendTimeOf(byte[] value) {
        return new ByteReader(value).readLongBigEndian();
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        if (!IdKeys.isChunk(key)) {
            return wrapped().delete(key);
        }
        byte[] former = wrapped().get(key);
        if (former != null) {
            deleteChunk(key, former);
        }
        return former;
    }

    private void deleteChunk(Bytes key, byte[] chunk) {
        long pipeline = IdKeys.pipelineOf(key);
        List<KeyValue<Bytes, byte[]>> deletions = new ArrayList<>(IdChunk.mostIds(chunk) + 1);
        deletions.add(new KeyValue<>(key, null));
        IdChunk.forEach(chunk, (high, low, appendTime) -> {
            Bytes id = IdKeys.id(pipeline, high, low);
            byte[] stored = wrapped().get(id);
            if (stored != null && appendTimeOf(stored) <= appendTime) {
                deletions.add(new KeyValue<>(id, null));
            }
        });
        wrapped().putAll(deletions);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] former = get(key);
        if (former == null) {
            put(key, value);
        }
        return former;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return wrapped().get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        return wrapped().range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return wrapped().all();
    }

    @Override
    public long approximateNumEntries() {
        return wrapped().approximateNumEntries();
    }
}
