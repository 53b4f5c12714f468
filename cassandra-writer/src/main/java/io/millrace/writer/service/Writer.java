package io.millrace.writer.service;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.cassandra.SchemaDisagreementException;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.shell.life.Lifecycle;
import io.millrace.shell.life.Readiness;
import io.millrace.shell.life.StoppedException;
import io.millrace.shell.life.Waiting;
import io.millrace.writer.sink.SinkContext;
import io.millrace.writer.sink.SinkLoop;
import io.millrace.writer.sink.SinkMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer's life: it waits for what it needs, runs its sinks until one fails or it is closed, then stops all. */
final class Writer implements Readiness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration CLOSE = Duration.ofSeconds(9);

    private final WriterSettings settings;
    private final Function<String, PipelineDefinition> reader;
    private final Function<String, SinkMetrics> metrics;
    private final Clock clock;
    private final Lifecycle lifecycle = new Lifecycle(Writer::isPassing);
    private volatile Optional<Running> running = Optional.empty();

    /**
     * @param reader from the text of a definition to the definition
     * @param metrics of a sink by its name
     */
    Writer(
            WriterSettings settings,
            Function<String, PipelineDefinition> reader,
            Function<String, SinkMetrics> metrics,
            Clock clock) {
        this.settings = settings;
        this.reader = reader;
        this.metrics = metrics;
        this.clock = clock;
    }

    private static boolean isPassing(RuntimeException failure) {
        return Waiting.isPassing(failure)
                || failure instanceof DriverException
                || failure instanceof SchemaDisagreementException;
    }

    private record Running(CqlSession session, List<SinkLoop<?>> loops) {}

    /**
     * Returns after {@link #close}.
     *
     * @throws RuntimeException why it can't go on; all is stopped then
     */
    void run() throws InterruptedException {
        lifecycle.run(this::work);
    }

    private void work(Waiting waiting) throws InterruptedException, StoppedException {
        try (Connections connections = new Connections(settings, clock)) {
            Running started = start(connections, waiting);
            running = Optional.of(started);
            lifecycle.started();
            LOG.info("writing rollups, archive, alerts, typed tables, dead letters and runs of sources, and purging");
            runLoops(started.loops());
        }
    }

    private Running start(Connections connections, Waiting waiting) throws InterruptedException, StoppedException {
        waiting.untilDone("Kafka", connections::ensureTopics);
        DefinitionsLog log = waiting.until("the schema registry", () -> connections.openDefinitions(reader));
        Definitions definitions = log.definitions();
        CqlSession session = waiting.until("Cassandra", connections::openSession);
        waiting.untilDone("Cassandra's tables", () -> connections.ensureSchema(session));
        SinkContext context = waiting.until("the schema registry", connections::context);
        SinkLoop<?> rollups = waiting.until(
                "Cassandra", () -> connections.rollups(session, definitions, context, metrics.apply("rollups")));
        SinkLoop<?> archive = waiting.until(
                "Cassandra", () -> connections.archive(session, definitions, context, metrics.apply("archive")));
        SinkLoop<?> alerts = waiting.until(
                "Cassandra", () -> connections.alerts(session, definitions, context, metrics.apply("alerts")));
        SinkLoop<?> tables = waiting.until(
                "Cassandra", () -> connections.tables(session, definitions, context, metrics.apply("tables")));
        SinkLoop<?> deadLetters = waiting.until(
                "Cassandra",
                () -> connections.deadLetters(session, definitions, context, metrics.apply("dead-letters")));
        SinkLoop<?> sourceRuns = waiting.until(
                "Cassandra", () -> connections.sourceRuns(session, context, metrics.apply("source-runs")));
        SinkLoop<?> purges = waiting.until(
                "Cassandra", () -> connections.purges(session, definitions, context, metrics.apply("purges")));
        // Else rows might be kept as long as those of an unknown pipeline.
        waiting.untilTrue("the definitions", () -> Connections.isCaughtUp(log));
        return new Running(session, List.of(rollups, archive, alerts, tables, deadLetters, sourceRuns, purges));
    }

    private void runLoops(List<SinkLoop<?>> loops) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(loops.size(), task -> new Thread(task, "sink"));
        ExecutorCompletionService<Boolean> results = new ExecutorCompletionService<>(threads);
        try {
            loops.forEach(loop -> results.submit(loop::run, true));
            if (lifecycle.isToStop()) {
                // Closed before close could see the loops.
                loops.forEach(SinkLoop::stop);
            }
            for (int ends = 0; ends < loops.size(); ends++) {
                results.take().get();
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a sink ended", failure.getCause());
        } finally {
            loops.forEach(SinkLoop::stop);
            threads.shutdown();
            if (!threads.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a sink does not end");
            }
        }
    }

    /** Why it can't write now, if so. */
    @Override
    public Optional<String> obstacle() {
        return lifecycle.obstacle().or(() -> running.flatMap(Writer::obstacle));
    }

    private static Optional<String> obstacle(Running current) {
        if (!Connections.isConnected(current.session())) {
            return Optional.of("no connection to Cassandra");
        }
        return current.loops().stream().allMatch(SinkLoop::isAssigned)
                ? Optional.empty()
                : Optional.of("waiting for its share of the topics");
    }

    /** Stops all sinks, which write what they hold, and waits until {@link #run} has ended. */
    @Override
    public void close() {
        lifecycle.stop();
        running.ifPresent(current -> current.loops().forEach(SinkLoop::stop));
        lifecycle.close(CLOSE);
    }
}
