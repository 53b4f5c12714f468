package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.RollupsTable;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.writer.sink.Limits;
import io.millrace.writer.sink.SinkContext;
import io.millrace.writer.sink.SinkLoop;
import io.millrace.writer.sink.SinkMetrics;
import io.millrace.writer.table.CassandraBatches;
import io.millrace.writer.table.Retention;
import io.millrace.writer.table.RollupChange;
import io.millrace.writer.table.RollupReader;
import io.millrace.writer.table.Sinks;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The sink of rollup rows of cassandra-writer, alone and in this process. */
final class RollupSink implements AutoCloseable {
    static final int TTL_SECONDS = (int) TimeUnit.DAYS.toSeconds(400);

    private final SinkLoop<RollupChange> loop;
    private final CompletableFuture<Void> running;

    private RollupSink(SinkLoop<RollupChange> loop) {
        this.loop = loop;
        running = CompletableFuture.runAsync(loop::run);
    }

    /** Returns when it has partitions to read. */
    static RollupSink start(Lab lab, CqlSession session) throws InterruptedException {
        String topic = lab.topics().rollups().name();
        RollupReader reader = new RollupReader(
                RecordSerde.register(new RollupRecords.KeyFormat(), topic + "-key", lab.registry()),
                RecordSerde.register(new RollupRecords.ValueFormat(), topic + "-value", lab.registry()));
        Retention retention = new Retention(
                new DefinitionsView(Duration.ofSeconds(1)),
                new RetentionDefinition(Duration.ofDays(30), Duration.ofSeconds(TTL_SECONDS)));
        SinkContext context = new SinkContext(
                Limits.DEFAULT,
                (record, origin, code, message) ->
                        CompletableFuture.failedFuture(new IllegalStateException(code + ": " + message)),
                (delay, task) -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(task),
                Clock.systemUTC(),
                new Random(1));
        RollupSink sink = new RollupSink(new SinkLoop<>(
                Sinks.consumer(lab.kafka(), "rollups", Optional.empty()),
                Sinks.rollups(lab.topics()),
                reader,
                CassandraBatches.ofRollups(session, new RollupsTable(session), retention),
                context,
                SinkMetrics.none()));
        while (!sink.loop.isAssigned()) {
            sink.requireRunning();
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return sink;
    }

    /** Fails as it did, if it ended. */
    void requireRunning() {
        if (running.isDone()) {
            running.join();
            throw new IllegalStateException("the sink has ended");
        }
    }

    /** Returns when what it holds is durable. */
    @Override
    public void close() {
        loop.stop();
        running.join();
    }
}
