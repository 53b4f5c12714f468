package io.millrace.stream.tally;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.record.TallyRecords.Kind;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.stream.stage.StageEnvironment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What one task counts of pipelines, kept in a store so that it goes on after a restart, and told when the task commits. What is counted of a
 * pipeline is forgotten with it. Store: key = {@code tenant/pipeline/kind/rollup}. Not thread-safe.
 */
public final class Tallies {
    /** No definitions are known yet that have the pipeline. */
    private static final long UNKNOWN = -1;

    private final KeyValueStore<String, byte[]> store;
    private final StageEnvironment stage;
    private final int partition;
    private final Sender sender;
    private final Map<TallyRecords.Key, Tally> all = new HashMap<>();
    private final Set<TallyRecords.Key> changed = new LinkedHashSet<>();
    private long swept;

    /** Takes what is told. */
    public interface Sender {
        /**
         * @param value none = the key is gone
         */
        void send(byte[] key, byte @Nullable [] value);
    }

    /** Mutable. */
    private static final class Tally {
        private long count;

        /** An offset of definitions that had the pipeline. */
        private long knownAt = UNKNOWN;
    }

    /**
     * @param partition of the task
     */
    public Tallies(KeyValueStore<String, byte[]> store, StageEnvironment stage, int partition, Sender sender) {
        this.store = store;
        this.stage = stage;
        this.partition = partition;
        this.sender = sender;
        discard();
    }

    /** Builds a store of such. */
    public static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    /** Goes on from what was saved. */
    public void load() {
        discard();
        try (KeyValueIterator<String, byte[]> stored = store.all()) {
            while (stored.hasNext()) {
                KeyValue<String, byte[]> next = stored.next();
                ByteReader in = new ByteReader(next.value);
                Tally tally = new Tally();
                tally.count = in.readVarLong();
                tally.knownAt = in.readVarLong();
                all.put(parse(next.key), tally);
            }
        }
    }

    /** Counts; nothing of a pipeline that was deleted. */
    public void add(String tenant, String pipeline, Kind kind, String rollup, long more) {
        Optional<ActivePipeline> found = stage.definitions().find(tenant, pipeline);
        if (found.filter(ActivePipeline::isDeleted).isPresent()) {
            return;
        }
        TallyRecords.Key key = new TallyRecords.Key(tenant, pipeline, kind, rollup, partition);
        Tally tally = all.computeIfAbsent(key, absent -> new Tally());
        tally.count += more;
        found.ifPresent(known -> tally.knownAt = known.offset());
        changed.add(key);
    }

    /** Saves and tells what changed since this was last called; it belongs to the transaction that is about to commit. */
    public void drain() {
        Definitions definitions = stage.definitions();
        long known = definitions.offset();
        if (known != swept) {
            swept = known;
            sweep(definitions, known);
        }
        for (TallyRecords.Key key : changed) {
            Tally tally = all.get(key);
            if (tally != null) {
                ByteWriter out = new ByteWriter(16);
                out.writeVarLong(tally.count);
                out.writeVarLong(tally.knownAt);
                store.put(textOf(key), out.toByteArray());
                sender.send(
                        stage.records().tallyKey().serialize(key),
                        stage.records().tally().serialize(new TallyRecords.Tally(tally.count)));
            }
        }
        changed.clear();
    }

    /** A pipeline that is not known may be yet to come, on a host that this state has just moved to: unless it was known before. */
    private void sweep(Definitions definitions, long known) {
        for (TallyRecords.Key key : List.copyOf(all.keySet())) {
            Tally tally = all.getOrDefault(key, new Tally());
            Optional<ActivePipeline> found =
                    definitions.find(key.tenant(), key.pipeline()).filter(live -> !live.isDeleted());
            if (found.isPresent()) {
                if (tally.knownAt == UNKNOWN) {
                    tally.knownAt = found.get().offset();
                    changed.add(key);
                }
            } else if (tally.knownAt != UNKNOWN
                    && known >= tally.knownAt
                    && definitions.unreadable(key.tenant(), key.pipeline()).isEmpty()) {
                all.remove(key);
                changed.remove(key);
                store.delete(textOf(key));
                sender.send(stage.records().tallyKey().serialize(key), null);
            }
        }
    }

    /** Forgets what is in memory: the transaction was aborted, or the state is to be loaded. */
    public void discard() {
        all.clear();
        changed.clear();
        swept = Long.MIN_VALUE;
    }

    private static String textOf(TallyRecords.Key key) {
        return String.join("/", key.tenant(), key.pipeline(), key.kind().text(), key.rollup());
    }

    private TallyRecords.Key parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new MalformedBytesException("not the key of a tally: " + text);
        }
        return new TallyRecords.Key(parts[0], parts[1], Kind.parse(parts[2]), parts[3], partition);
    }
}
