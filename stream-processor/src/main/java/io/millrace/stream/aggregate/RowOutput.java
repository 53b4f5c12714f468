package io.millrace.stream.aggregate;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupState;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** Where changed rows go when they are drained: to the store and, with a revision each, to the topic of rows. Not thread-safe. */
final class RowOutput {
    private final RowStore store;
    private final Revisions revisions;
    private final RecordSerde<RollupRecords.Content> serde;
    private final BiConsumer<byte[], byte[]> topic;
    private final Watcher watcher;
    private final ByteWriter out = new ByteWriter();

    /** Is told of each row that is written. */
    interface Watcher {
        void written(RowGroup group, long windowStart, StoredRow row, RollupState state);
    }

    /**
     * @param topic takes key and value of records
     */
    RowOutput(
            RowStore store,
            Revisions revisions,
            RecordSerde<RollupRecords.Content> serde,
            BiConsumer<byte[], byte[]> topic,
            Watcher watcher) {
        this.store = store;
        this.revisions = revisions;
        this.serde = serde;
        this.topic = topic;
        this.watcher = watcher;
    }

    /**
     * Writes the row's absolute value.
     *
     * @param formerBytes that it has in the store, see {@link RowStore#put}
     * @return the bytes that it has there now
     */
    int write(RowGroup group, byte[] recordKey, long windowStart, StoredRow row, RollupState state, int formerBytes) {
        out.reset();
        row.write(windowStart, out);
        int headerLength = out.length();
        state.write(out);
        byte[] stored = out.toByteArray();
        byte[] encoded = Arrays.copyOfRange(stored, headerLength, stored.length);
        store.put(group, windowStart, stored, formerBytes);
        topic.accept(
                recordKey,
                serde.serialize(new RollupRecords.Content(
                        row.end(),
                        state.events(),
                        group.rollup().plan().measuresJson(state),
                        encoded,
                        revisions.next())));
        watcher.written(group, windowStart, row, state);
        return stored.length;
    }

    /**
     * Takes a row back that was written before.
     *
     * @param formerBytes that it has in the store
     */
    void delete(RowGroup group, byte[] recordKey, long windowStart, int formerBytes) {
        store.delete(group, windowStart, formerBytes);
        topic.accept(recordKey, serde.serialize(RollupRecords.Content.deletion(revisions.next())));
    }
}
