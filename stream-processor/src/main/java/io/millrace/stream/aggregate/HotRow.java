package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.partial.Partial;
import org.apache.kafka.common.utils.Bytes;

/** A row in memory, with its state ready to be merged into. Mutable, not thread-safe. */
final class HotRow {
    /** What a row takes beside its keys and state, roughly, in bytes. */
    private static final int ROW_BYTES = 400;

    private final Bytes storeKey;
    private final RollupRow.Key key;
    private final byte[] recordKey;
    private final ActiveRollup rollup;
    private final RollupState state;
    private long knownAt;
    private boolean changed;

    /**
     * @param storeKey of the row in the store
     * @param part of the row
     */
    HotRow(
            Bytes storeKey,
            Partial.Target target,
            GroupKey group,
            long windowStart,
            int part,
            ActiveRollup rollup,
            RollupState state,
            RecordSerde<RollupRow.Key> keySerde) {
        this.storeKey = storeKey;
        this.rollup = rollup;
        this.state = state;
        key = new RollupRow.Key(
                new RollupRow.Partition(
                        target.tenant(),
                        target.pipeline(),
                        target.rollup(),
                        target.generation(),
                        rollup.layout().bucketOf(windowStart),
                        rollup.layout().shardOf(group)),
                group,
                windowStart,
                part);
        recordKey = keySerde.serialize(key);
    }

    Bytes storeKey() {
        return storeKey;
    }

    long windowStart() {
        return key.windowStart();
    }

    /** The key of the row's records. */
    byte[] recordKey() {
        return recordKey;
    }

    ActiveRollup rollup() {
        return rollup;
    }

    RollupState state() {
        return state;
    }

    /** Heap taken, roughly. */
    long bytes() {
        return ROW_BYTES + 3L * storeKey.get().length + state.bytes();
    }

    /** By how much {@link #bytes()} is more than when this was last asked, but for what never changes. */
    long growth() {
        return state.growth();
    }

    /** Offset of the definitions at which the rollup was last seen to exist. */
    long knownAt() {
        return knownAt;
    }

    void setKnownAt(long offset) {
        knownAt = offset;
    }

    /** Marks it as changed since the last drain. Says whether it was not yet. */
    boolean change() {
        boolean first = !changed;
        changed = true;
        return first;
    }

    void drained() {
        changed = false;
    }
}
