package io.millrace.stream.tally;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.TallyRecords.Kind;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.stream.drain.CommitPace;
import io.millrace.stream.drain.DrainStore;
import io.millrace.stream.drain.Drainable;
import io.millrace.stream.stage.StageEnvironment;
import java.time.Duration;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Counts the dead letters of one partition by pipeline. Each counts once, for it is read and told in one transaction. */
final class TallyProcessor implements Processor<byte[], byte[], byte[], byte[]>, Drainable {
    /** A task on which a clock ticked commits, and forgets pipelines that are no more with that. */
    private static final Duration CLOCK_INTERVAL = Duration.ofSeconds(5);

    private final StageEnvironment stage;
    private ProcessorContext<byte[], byte[]> context;
    private DrainStore drain;
    private CommitPace pace;
    private Tallies tallies;
    private Sensor unreadable;
    private @Nullable Cancellable clock;

    @SuppressWarnings("NullAway.Init") // init comes before anything else: the contract of Processor.
    TallyProcessor(StageEnvironment stage) {
        this.stage = stage;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        unreadable = context.metrics()
                .addRateTotalSensor(
                        "millrace-tally",
                        context.taskId().toString(),
                        "letters-unreadable",
                        Sensor.RecordingLevel.INFO);
        tallies = new Tallies(
                context.getStateStore(TallyStage.DEAD_COUNTS),
                stage,
                context.taskId().partition(),
                (key, value) ->
                        context.forward(new Record<>(key, value, stage.clock().millis()), TallyStage.TALLIES_SINK));
        drain = context.getStateStore(TallyStage.DRAIN);
        pace = stage.paces().ofThisThread();
        drain.attach(this, pace, context);
        tallies.load();
        stopClock();
        clock = context.schedule(CLOCK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, timestamp -> {});
    }

    private void stopClock() {
        if (clock != null) {
            clock.cancel();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        pace.took(record.timestamp(), context);
        if (record.value() != null) {
            try {
                DeadLetter letter = stage.records().deadLetter().deserialize(record.value());
                // What could be of any pipeline counts for none.
                if (!letter.pipeline().isEmpty()) {
                    tallies.add(letter.tenant(), letter.pipeline(), Kind.DEAD, "", 1);
                }
            } catch (SerializationException foreign) {
                unreadable.record();
            } catch (SchemaRegistryException unknown) {
                if (unknown.isRetryable()) {
                    throw unknown;
                }
                unreadable.record();
            }
        }
    }

    @Override
    public void drain() {
        tallies.drain();
    }

    @Override
    public void discard() {
        tallies.discard();
    }

    @Override
    public void close() {
        stopClock();
        drain.detach();
    }
}
