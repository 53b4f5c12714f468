package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.alert.AlertStage;
import io.millrace.stream.alert.TimeReading;
import java.util.function.BiConsumer;

/** What the aggregate stage is to its alerts. Not thread-safe. */
record AlertRows(RowStore store, Revisions revisions, PipelineTimes times, BiConsumer<byte[], byte[]> topic)
        implements AlertStage {
    @Override
    public TimeReading timeOf(ActivePipeline pipeline) {
        return times.of(pipeline).reading();
    }

    @Override
    public boolean knowsAllDefinitions() {
        return times.isUpToDate();
    }

    @Override
    public RollupState row(byte[] partialKey, long windowStart, RollupPlan plan) {
        RollupState state = plan.newState();
        byte[] stored = store.get(partialKey, windowStart);
        if (stored != null) {
            ByteReader in = new ByteReader(stored);
            if (StoredRow.read(windowStart, in).part() == 0) {
                state.mergeFrom(in);
            }
        }
        return state;
    }

    @Override
    public long nextRevision() {
        return revisions.next();
    }

    @Override
    public void send(byte[] key, byte[] value) {
        topic.accept(key, value);
    }
}
