package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.stream.partial.Partial;

/**
 * One group of a rollup's generation: how its rows are called in the store and in records.
 *
 * @param partialKey the key of its partial aggregates
 * @param target what they belong to
 * @param rollup as it was when the group was first met
 */
record RowGroup(
        byte[] partialKey,
        Partial.Target target,
        GroupKey group,
        ActiveRollup rollup,
        RecordSerde<RollupRow.Key> keySerde) {
    static RowGroup of(
            byte[] partialKey, Partial.Target target, ActiveRollup rollup, RecordSerde<RollupRow.Key> keySerde) {
        ByteReader key = new ByteReader(partialKey);
        Partial.skipTarget(key);
        return new RowGroup(partialKey, target, new GroupKey(key.readBytes(key.remaining())), rollup, keySerde);
    }

    /** The key of the records of one row. */
    byte[] recordKey(long windowStart, long part) {
        return keySerde.serialize(new RollupRow.Key(
                new RollupRow.Partition(
                        target.tenant(),
                        target.pipeline(),
                        target.rollup(),
                        target.generation(),
                        rollup.layout().bucketOf(windowStart),
                        rollup.layout().shardOf(group)),
                group,
                windowStart,
                part));
    }
}
