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
    public long wholeAfter(ActivePipeline pipeline) {
        return times.of(pipeline).closedAtDrain();
    }

    @Override
    public void rows(byte[] partialKey, long first, long last, RollupPlan plan, RowVisitor visitor) {
        store.forEach(partialKey, first, last, (start, stored) -> {
            ByteReader in = new ByteReader(stored);
            if (StoredRow.read(start, in).part() == 0) {
                RollupState state = plan.newState();
                state.mergeFrom(in);
                visitor.visit(start, state);
            }
        });
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
