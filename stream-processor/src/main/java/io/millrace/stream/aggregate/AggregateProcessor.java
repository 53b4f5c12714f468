package io.millrace.stream.aggregate;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.TallyRecords.Kind;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.window.SessionWindows;
import io.millrace.stream.alert.Alerts;
import io.millrace.stream.drain.CommitPace;
import io.millrace.stream.drain.DrainStore;
import io.millrace.stream.drain.Drainable;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.tally.Tallies;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate stage of one task: a part of the groups of all rollups. Partial aggregates are merged into rows in memory; when the task
 * commits, each row that changed is written to the store and emitted, once, with its new absolute value.
 */
final class AggregateProcessor implements Processor<byte[], byte[], byte[], byte[]>, Drainable {
    private static final Duration CLOCK_INTERVAL = Duration.ofSeconds(1);

    private final StageEnvironment stage;
    private final int partitions;
    private final Definitions definitions;
    private final HotRows rows;
    private final LatePartials latePartials = new LatePartials();

    private ProcessorContext<byte[], byte[]> context;
    private DrainStore drain;
    private CommitPace pace;
    private StateTotals totals;
    private RowStore store;
    private Revisions revisions;
    private RowOutput output;
    private PipelineTimes times;
    private Targets targets;
    private StatePurge purge;
    private GroupLimits limits;
    private Alerts alerts;
    private Tallies lateEvents;
    private Sensor dropped;
    private @Nullable Cancellable clock;
    private long drainedAt;

    @SuppressWarnings("NullAway.Init") // init comes before anything else: the contract of Processor.
    AggregateProcessor(StageEnvironment stage, int partitions) {
        this.stage = stage;
        this.partitions = partitions;
        definitions = stage.definitions();
        rows = new HotRows(stage.limits().rowBytes());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        KeyValueStore<Bytes, byte[]> state = context.getStateStore(AggregateStage.ROLLUP_STATE);
        totals = new StateTotals(state, stage.metrics(), context.taskId().toString());
        store = new RowStore(state, totals);
        revisions = new Revisions(state, stage.clock());
        times = new PipelineTimes(context.getStateStore(AggregateStage.PIPELINE_TIMES), definitions);
        targets = new Targets(definitions, times);
        limits = new GroupLimits(state, partitions, new WindowRows());
        purge = new StatePurge(state, definitions, times, totals);
        output = new RowOutput(
                store,
                revisions,
                stage.records().rollup(),
                (key, value) -> context.forward(new Record<>(key, value, drainedAt), AggregateStage.ROLLUPS_SINK),
                this::watch);
        alerts = new Alerts(
                new AlertRows(store, revisions, times, this::sendAlert),
                stage,
                context.getStateStore(AggregateStage.ALERT_STATE),
                counter("alerts-failed"));
        lateEvents = new Tallies(
                context.getStateStore(AggregateStage.LATE_COUNTS),
                stage,
                context.taskId().partition(),
                this::sendTally);
        dropped = counter("partials-dropped");
        drain = context.getStateStore(AggregateStage.DRAIN);
        pace = stage.paces().ofThisThread();
        drain.attach(this, pace, context);
        times.load();
        totals.load();
        lateEvents.load();
        stopClock();
        clock = context.schedule(CLOCK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, timestamp -> look());
    }

    private Sensor counter(String operation) {
        return context.metrics()
                .addRateTotalSensor(
                        "millrace-aggregate", context.taskId().toString(), operation, Sensor.RecordingLevel.INFO);
    }

    /** A part of a window's row says nothing of the window. */
    private void watch(RowGroup group, long windowStart, StoredRow row, RollupState state) {
        if (row.part() == 0 && !group.group().isOther()) {
            alerts.written(group.partialKey(), group.target(), windowStart, state);
        }
    }

    private void sendAlert(byte[] key, byte[] value) {
        context.forward(new Record<>(key, value, stage.clock().millis()), AggregateStage.ALERTS_SINK);
    }

    private void sendTally(byte[] key, byte @Nullable [] value) {
        context.forward(new Record<>(key, value, stage.clock().millis()), AggregateStage.TALLIES_SINK);
    }

    /** What the wall clock brings about. A task on which a clock ticked commits, and drains with that. */
    private void look() {
        purge.tick();
        if (alerts.isDue()) {
            drain();
            alerts.judgeEnds();
            revisions.save();
            context.commit();
        }
    }

    private void stopClock() {
        if (clock != null) {
            clock.cancel();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        pace.took(record.timestamp(), context);
        if (record.key()[0] == TimeReport.KEY_FORMAT) {
            times.take(record.value());
            return;
        }
        PartialBundles.read(record.value(), this::take);
    }

    private void take(ByteReader key, ByteReader value) {
        byte kind = Partial.readKind(value);
        times.await(value.readVarLong());
        // All live sessions of a group are held together.
        long windowStart = kind == Partial.SESSIONS ? 0 : value.readVarLong();
        Targets.Known target = targets.find(key.array(), key.position(), key.remaining());
        if (target == null) {
            dropped.record();
            return;
        }
        HotRow row = kind == Partial.SESSIONS ? null : limits.rest(target, key, windowStart);
        if (row == null) {
            row = row(target, key.array(), key.position(), key.remaining(), windowStart);
            if (row instanceof HotWindow window) {
                row = limits.place(window);
            }
        }
        if (row.hasClosedUndrained()) {
            drain();
        }
        long late = row.merge(value);
        if (late > 0) {
            latePartials.count(row.time());
            Partial.Target of = target.target();
            lateEvents.add(of.tenant(), of.pipeline(), Kind.LATE, of.rollup(), late);
        }
        rows.change(row);
        if (rows.isFull()) {
            drain();
        }
    }

    /** The row of the group that a partial aggregate is of, whose key is a slice of an array. */
    private HotRow row(Targets.Known target, byte[] source, int offset, int length, long windowStart) {
        HotRow row = rows.find(source, offset, length, windowStart);
        if (row == null) {
            byte[] key = Arrays.copyOfRange(source, offset, offset + length);
            RowGroup group = RowGroup.of(
                    key, target.target(), target.rollup(), stage.records().rollupKey());
            row = load(group, windowStart, target.time());
            rows.add(key, windowStart, row);
        }
        if (row.knownAt() != target.knownAt()) {
            row.setKnown(target.knownAt(), target.time());
        }
        return row;
    }

    private HotRow load(RowGroup group, long windowStart, PipelineTime time) {
        return group.rollup().plan().windows() instanceof SessionWindows sessions
                ? new HotSessions(group, sessions, time, store, revisions::next)
                : window(group, windowStart, time);
    }

    /**
     * Every partition has a row of the rest of the groups: each counts its parts by numbers of its own. Where a batch counted what came before, the parts that are first
     * elsewhere are its.
     */
    private HotWindow window(RowGroup group, long windowStart, PipelineTime time) {
        byte[] stored = store.get(group.partialKey(), windowStart);
        int partition = context.taskId().partition();
        boolean other = group.group().isOther();
        long firstPart = other ? partition : 0;
        return new HotWindow(
                group,
                windowStart,
                time,
                group.rollup().isRecomputed() ? HotWindow.NUMBERED : firstPart,
                stored,
                other ? () -> revisions.next(partition, partitions) : revisions::next);
    }

    private final class WindowRows implements GroupLimits.Rows {
        @Override
        public HotWindow find(byte[] partialKey, long windowStart) {
            Targets.Known target = targets.find(partialKey, 0, partialKey.length);
            if (target != null
                    && row(target, partialKey, 0, partialKey.length, windowStart) instanceof HotWindow found) {
                return found;
            }
            throw new IllegalStateException("a rollup that limits groups is gone while it counts");
        }

        @Override
        public void changed(HotWindow row) {
            rows.change(row);
        }

        @Override
        public void drain() {
            AggregateProcessor.this.drain();
        }
    }

    @Override
    public void drain() {
        long began = System.nanoTime();
        drainedAt = stage.clock().millis();
        alerts.prepare();
        int written = rows.changed().size();
        for (HotRow row : rows.changed()) {
            row.drainTo(output);
        }
        int newRows = store.flush();
        alerts.drain();
        revisions.save();
        rows.drained();
        times.drain();
        purge.drained(written, newRows + limits.drainTo(stage.metrics()));
        totals.save();
        lateEvents.drain();
        latePartials.drainTo(stage.metrics());
        stage.metrics().definitionsChanged();
        stage.metrics().drained(AggregateStage.NAME, Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void discard() {
        rows.discard();
        store.discard();
        revisions.discard();
        times.discard();
        targets.discard();
        totals.discard();
        limits.discard();
        latePartials.discard();
        lateEvents.discard();
        alerts.discard();
    }

    @Override
    public void close() {
        stopClock();
        drain.detach();
    }
}
