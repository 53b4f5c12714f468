package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.stream.partial.TimeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The time of every pipeline as one aggregate task knows it, and up to where it has acted upon definitions. Store: key = {@code
 * tenant/pipeline}, or {@code tenant/pipeline/purges} where others that had the name were purged, value = {@link PipelineTime#toBytes}; under the empty key an offset of the definitions (8 bytes, big-endian). Not
 * thread-safe.
 */
final class PipelineTimes {
    private static final String DEFINITIONS_OFFSET = "";

    private final KeyValueStore<String, byte[]> store;
    private final Definitions definitions;
    private final Map<String, PipelineTime> times = new HashMap<>();
    private final List<PipelineTime> changed = new ArrayList<>();
    private long actedUpon;
    private long savedActedUpon;
    private long swept;
    private long closings;

    PipelineTimes(KeyValueStore<String, byte[]> store, Definitions definitions) {
        this.store = store;
        this.definitions = definitions;
        discard();
    }

    /** Goes on from what was saved. */
    void load() {
        discard();
        byte[] stored = store.get(DEFINITIONS_OFFSET);
        actedUpon = stored == null ? -1 : new ByteReader(stored).readLongBigEndian();
        savedActedUpon = actedUpon;
    }

    /** Waits until the definitions up to and with an offset are known, and remembers that they are needed. */
    void await(long definitionsOffset) {
        definitions.await(definitionsOffset);
        actedUpon = Math.max(actedUpon, definitionsOffset);
    }

    /**
     * Whether what is not in the definitions known here is no more. It may not be so yet on a host that this state has just moved to.
     */
    boolean isUpToDate() {
        return definitions.offset() >= actedUpon;
    }

    /** A pipeline that takes events. */
    Optional<ActivePipeline> find(String tenant, String pipeline) {
        return definitions.find(tenant, pipeline).filter(found -> !found.isDeleted());
    }

    /** The time of a pipeline that takes events. */
    PipelineTime of(ActivePipeline pipeline) {
        PipelineTime time = times.computeIfAbsent(keyOf(pipeline), key -> {
            PipelineTime fresh = new PipelineTime(pipeline.tenant(), pipeline.name(), key);
            byte[] stored = store.get(key);
            if (stored != null) {
                fresh.restore(stored);
            }
            return fresh;
        });
        time.setLateness(pipeline.definition().lateness().toMillis());
        time.setRetention(pipeline.definition().retention().rollups().toMillis());
        return time;
    }

    /** Takes in a report of a route task. */
    void take(byte[] report) {
        ByteReader in = new ByteReader(report);
        TimeReport.requireFormat(in);
        await(in.readVarLong());
        int partition = in.readVarInt();
        while (in.remaining() > 0) {
            TimeReport.Entry entry = TimeReport.read(in);
            Optional<ActivePipeline> pipeline = find(entry.tenant(), entry.pipeline());
            if (pipeline.isPresent()) {
                PipelineTime time = of(pipeline.get());
                if (time.take(partition, entry.greatestEventTime(), entry.idle())) {
                    closings++;
                }
                if (time.change()) {
                    changed.add(time);
                }
            }
        }
    }

    /** Grows whenever rows of some pipeline may have closed. */
    long closings() {
        return closings;
    }

    /** Writes what changed to the store, and forgets pipelines that are no more. */
    void drain() {
        for (PipelineTime time : changed) {
            store.put(time.key(), time.toBytes());
            time.drained();
        }
        changed.clear();
        if (actedUpon != savedActedUpon) {
            ByteWriter offset = new ByteWriter(Long.BYTES);
            offset.writeLongBigEndian(actedUpon);
            store.put(DEFINITIONS_OFFSET, offset.toByteArray());
            savedActedUpon = actedUpon;
        }
        if (swept != definitions.offset() && isUpToDate()) {
            swept = definitions.offset();
            sweep();
        }
    }

    private void sweep() {
        List<String> gone = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> stored = all.next();
                if (!stored.key.equals(DEFINITIONS_OFFSET) && isGone(stored.key)) {
                    gone.add(stored.key);
                }
            }
        }
        for (String key : gone) {
            store.delete(key);
            times.remove(key);
        }
    }

    private boolean isGone(String key) {
        String[] name = key.split("/", -1);
        return find(name[0], name[1]).filter(found -> keyOf(found).equals(key)).isEmpty()
                && definitions.unreadable(name[0], name[1]).isEmpty();
    }

    void discard() {
        times.clear();
        changed.clear();
        actedUpon = -1;
        savedActedUpon = -1;
        swept = Long.MIN_VALUE;
    }

    private static String keyOf(ActivePipeline pipeline) {
        String name = pipeline.tenant() + "/" + pipeline.name();
        int purges = pipeline.record().past().purges();
        return purges == 0 ? name : name + "/" + purges;
    }
}
