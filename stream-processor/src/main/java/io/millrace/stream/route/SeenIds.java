package io.millrace.stream.route;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * When each event id was last appended to this partition: what tells a copy from an event. Ids of the transaction at hand are in memory and go
 * to the store in one batch when it is drained. The store is asked only for ids that {@link IdFilters} don't rule out. Store: key = identity of the pipeline (8 bytes, big-endian) and event id (16), value =
 * append time (8, big-endian, ms since the epoch). Not thread-safe.
 */
final class SeenIds {
    static final int KEY_LENGTH = Long.BYTES + EventId.LENGTH;
    private static final int VALUE_LENGTH = Long.BYTES;

    /** As many puts make it worth opening an iterator. */
    private static final int LEAST_PURGE = 1_000;

    /** How often it is looked for what pipelines that are no more have left, ms: it may have got too old to matter. */
    private static final long ROUND_INTERVAL = 3_600_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final SeenIdsPurge purge;
    private final IdFilters filters;
    private final RecentIds recent = new RecentIds();
    private final ByteWriter key = new ByteWriter(KEY_LENGTH);
    private int putsSincePurge;
    private long roundAt = Long.MIN_VALUE;

    /**
     * @param filterBytes heap that filters may take
     */
    SeenIds(KeyValueStore<Bytes, byte[]> store, long filterBytes) {
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
    boolean recordAndTellFirst(long pipeline, EventId id, long appendTime, long lateness) {
        long former = recent.find(pipeline, id.high(), id.low());
        if (former == RecentIds.NONE && filters.mayBeStored(pipeline, id.high(), id.low())) {
            byte[] stored = store.get(Bytes.wrap(keyOf(pipeline, id.high(), id.low())));
            former = stored == null ? RecentIds.NONE : appendTimeOf(stored);
        }
        recent.put(pipeline, id.high(), id.low(), appendTime);
        return former == RecentIds.NONE || appendTime - former > lateness;
    }

    /** Ids held in memory. */
    int size() {
        return recent.size();
    }

    /**
     * Writes what is in memory to the store, and deletes some of what is too old to matter.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if that is not known
     */
    void drain(LongUnaryOperator forgetBefore) {
        if (recent.size() == 0) {
            return;
        }
        List<KeyValue<Bytes, byte[]>> puts = new ArrayList<>(recent.size());
        recent.forEach((pipeline, high, low, appendTime) -> {
            ByteWriter value = new ByteWriter(VALUE_LENGTH);
            value.writeLongBigEndian(appendTime);
            puts.add(KeyValue.pair(Bytes.wrap(keyOf(pipeline, high, low)), value.toByteArray()));
            filters.add(pipeline, high, low, appendTime);
        });
        store.putAll(puts);
        filters.drained(forgetBefore);
        putsSincePurge += puts.size();
        recent.clear();
        if (putsSincePurge >= LEAST_PURGE) {
            purge.visit(putsSincePurge, forgetBefore);
            putsSincePurge = 0;
        }
    }

    /** Ids of a pipeline that is no more may be needed no more: {@link #tick} deletes them. */
    void demandRound() {
        purge.demandRound();
    }

    /**
     * A clock ticks: deletes some of what pipelines that are no more have left in the store, if there may be any.
     *
     * @param forgetBefore of a pipeline's identity: ids appended before this can be forgotten; the least long if it lives
     */
    void tick(LongUnaryOperator forgetBefore, long now) {
        if (now >= roundAt) {
            purge.demandRound();
            roundAt = now + ROUND_INTERVAL;
        }
        if (purge.isRoundDue()) {
            filters.forgetGone(forgetBefore);
            purge.tick(forgetBefore);
        }
    }

    void discard() {
        recent.clear();
        filters.discard();
    }

    private byte[] keyOf(long pipeline, long high, long low) {
        key.reset();
        key.writeLongBigEndian(pipeline);
        key.writeLongBigEndian(high);
        key.writeLongBigEndian(low);
        return key.toByteArray();
    }

    /** What keys of a pipeline are not before. */
    static Bytes firstKeyOf(long pipeline) {
        ByteWriter first = new ByteWriter(Long.BYTES);
        first.writeLongBigEndian(pipeline);
        return Bytes.wrap(first.toByteArray());
    }

    /** What keys of a pipeline are not behind. */
    static Bytes lastKeyOf(long pipeline) {
        ByteWriter last = new ByteWriter(KEY_LENGTH);
        last.writeLongBigEndian(pipeline);
        last.writeLongBigEndian(-1);
        last.writeLongBigEndian(-1);
        return Bytes.wrap(last.toByteArray());
    }

    static long appendTimeOf(byte[] value) {
        return new ByteReader(value).readLongBigEndian();
    }
}
