package io.millrace.stream.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On RocksDB, as installed. */
final class IdStoreTest {
    private static final long PIPELINE = -7;

    private IdStore store;
    private StateRestoreCallback restore = (key, value) -> {
        throw new IllegalStateException("not registered");
    };

    private final Path folder;

    IdStoreTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void open() {
        open(folder.resolve("live"));
    }

    private void open(Path directory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ids");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        StateStoreContext context = new MockProcessorContext<Void, Void>(
                        properties, new TaskId(0, 0), directory.toFile())
                .getStateStoreContext();
        store = new IdStore(Stores.persistentKeyValueStore("event-ids").get());
        store.init(capturing(context), store);
    }

    /** The context, which keeps what the store registers. */
    private StateStoreContext capturing(StateStoreContext context) {
        return (StateStoreContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StateStoreContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("register")) {
                        restore = (StateRestoreCallback) arguments[1];
                        return null;
                    }
                    return method.invoke(context, arguments);
                });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] chunk(long appendTime, long... ids) {
        IdChunk chunk = new IdChunk();
        for (long id : ids) {
            chunk.add(id, ~id, appendTime);
        }
        return chunk.toBytes();
    }

    private static Bytes key(long latest) {
        return IdKeys.chunk(PIPELINE, latest, 0);
    }

    private @Nullable Long appendTimeOf(long id) {
        byte[] stored = store.get(IdKeys.id(PIPELINE, id, ~id));
        return stored == null ? null : IdStore.appendTimeOf(stored);
    }

    @Test
    void shouldFindTheIdsOfAChunk() {
        // When
        store.put(key(10), chunk(10, 1, -2, 3));
        // Then
        assertThat(appendTimeOf(1)).isEqualTo(10);
        assertThat(appendTimeOf(-2)).isEqualTo(10);
        assertThat(appendTimeOf(4)).isNull();
        assertThat(store.get(IdKeys.id(PIPELINE + 1, 1, ~1))).isNull();
    }

    @Test
    void shouldKeepAnIdThatWasAppendedAgainUntilThatIsDeletedToo() {
        // Given
        store.put(key(10), chunk(10, 1, 2));
        store.put(key(20), chunk(20, 2, 3));
        // When
        store.delete(key(10));
        // Then
        assertThat(appendTimeOf(1)).isNull();
        assertThat(appendTimeOf(2)).isEqualTo(20);
        assertThat(appendTimeOf(3)).isEqualTo(20);
        store.delete(key(20));
        assertThat(everything()).isEmpty();
    }

    @Test
    void shouldHoldTheSameWhenItIsRestored() throws Exception {
        // Given: what a task writes, and what a compacted changelog has of it
        Map<Bytes, byte[]> changelog = new LinkedHashMap<>();
        Random random = new Random(5);
        for (long time = 0; time < 300; time++) {
            long[] ids = random.longs(1 + random.nextInt(20), 0, 2_000).toArray();
            put(changelog, key(time), chunk(time, ids));
            if (time >= 100) {
                store.delete(key(time - 100));
                put(changelog, key(time - 100), null);
            }
        }
        List<KeyValue<Bytes, byte[]>> live = everything();
        close();
        // When
        open(folder.resolve("restored"));
        for (Map.Entry<Bytes, byte[]> record : changelog.entrySet()) {
            restore.restore(record.getKey().get(), record.getValue());
        }
        // Then
        assertThat(live).hasSizeGreaterThan(500);
        assertThat(everything()).usingRecursiveComparison().isEqualTo(live);
    }

    /** Compacted: a record takes the place of the one before of its key. */
    private void put(Map<Bytes, byte[]> changelog, Bytes key, byte @Nullable [] chunk) {
        if (chunk != null) {
            store.put(key, chunk);
        }
        changelog.remove(key);
        changelog.put(key, chunk);
    }

    @Test
    void shouldDoNothingAtATombstoneWithoutAChunk() throws Exception {
        // Given
        restore.restore(key(20).get(), chunk(20, 2, 3));
        // When
        restore.restore(key(7).get(), null);
        // Then
        assertThat(everything()).hasSize(3);
        assertThat(appendTimeOf(2)).isEqualTo(20);
    }

    @Test
    void shouldReturnChunksOfAPipelineInTheOrderOfTime() {
        // Given
        store.put(key(300), chunk(300, 1));
        store.put(key(2), chunk(2, 2));
        store.put(IdKeys.chunk(PIPELINE, 300, 1), chunk(300, 3));
        store.put(IdKeys.chunk(PIPELINE - 1, 4, 0), chunk(4, 4));
        store.put(IdKeys.chunk(0, 1, 0), chunk(1, 5));
        // When
        List<Long> latest = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> chunks =
                store.range(IdKeys.firstChunkOf(PIPELINE), IdKeys.lastChunkOf(PIPELINE))) {
            chunks.forEachRemaining(chunk -> latest.add(IdKeys.latestOf(chunk.key)));
        }
        // Then
        assertThat(latest).containsExactly(2L, 300L, 300L);
    }

    private List<KeyValue<Bytes, byte[]>> everything() {
        List<KeyValue<Bytes, byte[]>> everything = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(everything::add);
        }
        return everything;
    }
}
