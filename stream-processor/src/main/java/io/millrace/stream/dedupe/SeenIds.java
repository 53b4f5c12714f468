package io.millrace.stream.dedupe;

import io.millrace.model.event.EventId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * When each event id was last appended to this partition: what tells a copy from an event. Ids of the transaction at hand are in memory and go
 * to the {@link IdStore} in chunks when it is drained. The store is asked only for ids that {@link IdFilters} don't rule out. Not thread-safe.
 */
public final class SeenIds {
    /** As many puts make it worth opening an iterator. */
    private static final int LEAST_PURGE = 1_000;

    /** How often it is looked for what pipelines that are no more have left, ms: it may have got too old to matter. */
    private static final long ROUND_INTERVAL = 3_600_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final SeenIdsPurge purge;
    private final IdFilters filters;
    private final RecentIds recent = new RecentIds();

    private int putsSincePurge;
    private long roundAt = Long.MIN_VALUE;

    /**
     * @param store an {@link IdStore}
     * @param filterBytes heap that filters may take
     */
    public SeenIds(KeyValueStore<Bytes, byte[]> store, long filterBytes) {
        this.store = store;
        purge = new SeenIdsPurge(store);
        filters = new IdFilters(store, filterBytes);
    }

    /**
     * Records that an id was appended, a copy too, and says whether it is the first within {@code lateness} of append time.
     *
     * @param appendTime ms since the epoch
     * @param lateness ms; an append exactly that long ago is still within
     */
    public boolean recordAndTellFirst(long pipeline, EventId id, long appendTime, long lateness) {
        long hash = IdBloom.hash(id.high(), id.low());
        boolean mayBeStored = filters.mayBeStored(pipeline, hash);
        filters.add(pipeline, hash, appendTime);
        long former = recent.put(pipeline, id.high(), id.low(), appendTime);
        if (former == RecentIds.NONE && mayBeStored) {
            byte[] stored = store.get(IdKeys.id(pipeline, id.high(), id.low()));
            former = stored == null ? RecentIds.NONE : IdStore.appendTimeOf(stored);
        }
        return former == RecentIds.NONE || appendTime - former > lateness;
    }

    /** Ids held in memory. */
    public int size() {
        return recent.size();
    }

    /**
     * Writes what is in memory to the store, and deletes some of what is too old to matter.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if that is not known
     */
    public void drain(LongUnaryOperator forgetBefore) {
        if (recent.size() == 0) {
            return;
        }
        new Chunks().put();
        filters.drained(forgetBefore);
        putsSincePurge += recent.size();
        recent.clear();
        if (putsSincePurge >= LEAST_PURGE) {
            purge.visit(2 * putsSincePurge, forgetBefore);
            putsSincePurge = 0;
        }
    }

    /** Ids of a pipeline that is no more may be needed no more: {@link #tick} deletes them. */
    public void demandRound() {
        purge.demandRound();
    }

    /**
     * A clock ticks: deletes some of what pipelines that are no more have left in the store, if there may be any.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if it lives
     */
    public void tick(LongUnaryOperator forgetBefore, long now) {
        if (now >= roundAt) {
            purge.demandRound();
            roundAt = now + ROUND_INTERVAL;
        }
        if (purge.isRoundDue()) {
            if (recent.size() == 0) {
                filters.forgetGone(forgetBefore);
            }
            purge.tick(forgetBefore);
        }
    }

    public void discard() {
        recent.clear();
        filters.discard();
    }

    /** The ids in memory, on their way to the store. */
    private final class Chunks {
        private final Map<Long, IdChunk> byPipeline = new HashMap<>();

        /** That of the id before, and its pipeline. */
        private @Nullable IdChunk last;

        private long lastPipeline;

        void put() {
            recent.forEach(this::add);
            byPipeline.forEach((pipeline, chunk) -> {
                if (!chunk.isEmpty()) {
                    put(pipeline, chunk);
                }
            });
        }

        private void add(long pipeline, long high, long low, long appendTime) {
            IdChunk chunk = of(pipeline);
            chunk.add(high, low, appendTime);
            if (chunk.isFull()) {
                put(pipeline, chunk);
            }
        }

        /** Nearly always that of the id before. */
        private IdChunk of(long pipeline) {
            IdChunk chunk = last;
            if (chunk == null || pipeline != lastPipeline) {
                chunk = byPipeline.computeIfAbsent(pipeline, missing -> new IdChunk());
                last = chunk;
                lastPipeline = pipeline;
            }
            return chunk;
        }

        private void put(long pipeline, IdChunk chunk) {
            // Ids are digests: others of the same time have, but for a copy, another first one.
            long number = chunk.firstHigh();
            while (store.get(IdKeys.chunk(pipeline, chunk.latest(), number)) != null) {
                number++;
            }
            store.put(IdKeys.chunk(pipeline, chunk.latest(), number), chunk.toBytes());
            chunk.clear();
        }
    }
}
