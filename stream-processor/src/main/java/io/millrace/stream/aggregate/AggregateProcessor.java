package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupState;
import io.millrace.stream.drain.DrainStore;
import io.millrace.stream.drain.Drainable;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.stage.StageEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate stage of one task: a part of the groups of all rollups. Partial aggregates are merged into rows in memory; when the task
 * commits, each row that changed is written to the store and emitted, once, with its new absolute value.
 *
 * <p>Store: key = the partial's key, window start (8 bytes, big-endian, sign flipped) and part (4), value = rollup state.
 */
final class AggregateProcessor implements Processor<byte[], byte[], byte[], byte[]>, Drainable {
    /** A window's state lives for ever at present, so its row is the first part and the whole. */
    private static final int PART = 0;

    private final StageEnvironment stage;
    private final Definitions definitions;
    private final HotRows rows;
    private final ByteReader in = new ByteReader(new byte[0]);
    private final ByteWriter out = new ByteWriter();

    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<Bytes, byte[]> store;
    private Revisions revisions;
    private Sensor dropped;

    @SuppressWarnings("NullAway.Init") // init comes before anything else: the contract of Processor.
    AggregateProcessor(StageEnvironment stage) {
        this.stage = stage;
        definitions = stage.definitions();
        rows = new HotRows(stage.limits().rowBytes());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        store = context.getStateStore(AggregateStage.ROLLUP_STATE);
        revisions = new Revisions(store, stage.clock());
        dropped = context.metrics()
                .addRateTotalSensor(
                        "millrace-aggregate",
                        context.taskId().toString(),
                        "partials-dropped",
                        Sensor.RecordingLevel.INFO);
        DrainStore drain = context.getStateStore(AggregateStage.DRAIN);
        drain.attach(this, context);
    }

    @Override
    public void process(Record<byte[], byte[]> partial) {
        byte[] value = partial.value();
        in.reset(value, 0, value.length);
        Partial.requireFormat(in);
        definitions.await(in.readVarLong());
        long windowStart = in.readVarLong();
        HotRow row = row(partial.key(), windowStart);
        if (row == null) {
            dropped.record();
            return;
        }
        row.state().mergeFrom(in);
        rows.change(row);
        if (rows.isFull()) {
            drain();
        }
    }

    /** The row that a partial aggregate goes into; none if its rollup is no more. */
    private @Nullable HotRow row(byte[] key, long windowStart) {
        long knownAt = definitions.offset();
        HotRow row = rows.find(key, windowStart);
        if (row != null && row.knownAt() == knownAt) {
            return row;
        }
        ByteReader keyReader = new ByteReader(key);
        Partial.Target target = Partial.readTarget(keyReader);
        Optional<ActiveRollup> rollup = definitions
                .find(target.tenant(), target.pipeline())
                .filter(pipeline -> !pipeline.isDeleted())
                .flatMap(pipeline -> pipeline.rollup(target.rollup(), target.generation()));
        if (rollup.isEmpty()) {
            return null;
        }
        if (row == null) {
            GroupKey group = new GroupKey(keyReader.readBytes(keyReader.remaining()));
            row = load(key, target, group, windowStart, rollup.get());
            rows.add(key, windowStart, row);
        }
        row.setKnownAt(knownAt);
        return row;
    }

    private HotRow load(byte[] key, Partial.Target target, GroupKey group, long windowStart, ActiveRollup rollup) {
        ByteWriter storeKey = new ByteWriter(key.length + Long.BYTES + Integer.BYTES);
        storeKey.writeBytes(key);
        storeKey.writeLongBigEndian(windowStart ^ Long.MIN_VALUE);
        storeKey.writeIntBigEndian(PART);
        Bytes bytes = Bytes.wrap(storeKey.toByteArray());
        RollupState state = rollup.plan().newState();
        byte[] stored = store.get(bytes);
        if (stored != null) {
            state.mergeFrom(new ByteReader(stored));
        }
        return new HotRow(
                bytes,
                target,
                group,
                windowStart,
                PART,
                rollup,
                state,
                stage.records().rollupKey());
    }

    @Override
    public void drain() {
        if (rows.changed().isEmpty()) {
            return;
        }
        long now = stage.clock().millis();
        revisions.resume();
        List<KeyValue<Bytes, byte[]>> puts = new ArrayList<>(rows.changed().size());
        for (HotRow row : rows.changed()) {
            out.reset();
            row.state().write(out);
            byte[] state = out.toByteArray();
            puts.add(KeyValue.pair(row.storeKey(), state));
            RollupRecords.Content content = new RollupRecords.Content(
                    row.rollup().plan().windows().endOf(row.windowStart()),
                    row.state().events(),
                    row.rollup().plan().measuresJson(row.state()),
                    state,
                    revisions.next());
            context.forward(
                    new Record<>(row.recordKey(), stage.records().rollup().serialize(content), now));
        }
        store.putAll(puts);
        revisions.save();
        rows.drained();
    }

    @Override
    public void discard() {
        rows.discard();
    }
}
