package io.millrace.writer.service;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.writer.sink.Backoff;
import io.millrace.writer.sink.SinkContext;
import io.millrace.writer.sink.SinkLoop;
import io.millrace.writer.sink.SinkMetrics;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer's life: it waits for what it needs, runs both sinks until one fails or it is closed, then stops both. */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final long CLOSE_SECONDS = 9;

    private final WriterSettings settings;
    private final Function<String, PipelineDefinition> reader;
    private final Function<String, SinkMetrics> metrics;
    private final Clock clock;
    private final Waiting waiting;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Lifecycle> lifecycle = new AtomicReference<>(Lifecycle.STARTING);
    private volatile Optional<Running> running = Optional.empty();
    private volatile boolean began;

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
        waiting = new Waiting(
                new Backoff(settings.limits().retryFirst(), settings.limits().retryLongest(), new Random()), stop);
    }

    private record Running(CqlSession session, List<SinkLoop<?>> loops) {}

    /**
     * Returns after {@link #close}.
     *
     * @throws RuntimeException why it can't go on; all is stopped then
     */
    void run() throws InterruptedException {
        began = true;
        try (Connections connections = new Connections(settings, clock)) {
            Running started = start(connections);
            running = Optional.of(started);
            become(Lifecycle.RUNNING);
            LOG.info("writing rollups and archive");
            runLoops(started.loops());
        } catch (Waiting.StoppedException stopped) {
            LOG.info("stopped while it waited for {}", waiting.what());
        } finally {
            become(Lifecycle.STOPPED);
            ended.countDown();
        }
    }

    private Running start(Connections connections) throws InterruptedException, Waiting.StoppedException {
        waiting.until("Kafka", () -> {
            connections.ensureTopics();
            return true;
        });
        DefinitionsLog log = waiting.until("the schema registry", () -> connections.openDefinitions(reader));
        Definitions definitions = log.definitions();
        CqlSession session = waiting.until("Cassandra", connections::openSession);
        waiting.until("Cassandra's tables", () -> {
            connections.ensureSchema(session);
            return true;
        });
        SinkContext context = waiting.until("the schema registry", connections::context);
        SinkLoop<?> rollups = waiting.until(
                "Cassandra", () -> connections.rollups(session, definitions, context, metrics.apply("rollups")));
        SinkLoop<?> archive = waiting.until(
                "Cassandra", () -> connections.archive(session, definitions, context, metrics.apply("archive")));
        // Else rows might be kept as long as those of an unknown pipeline.
        waiting.untilTrue("the definitions", () -> Connections.isCaughtUp(log));
        return new Running(session, List.of(rollups, archive));
    }

    private void runLoops(List<SinkLoop<?>> loops) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(loops.size(), task -> new Thread(task, "sink"));
        ExecutorCompletionService<Boolean> results = new ExecutorCompletionService<>(threads);
        try {
            loops.forEach(loop -> results.submit(loop::run, true));
            if (stop.getCount() == 0) {
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
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a sink does not end");
            }
        }
    }

    /** Why it can't write now, if so. */
    Optional<String> obstacle() {
        Lifecycle now = lifecycle.get();
        if (now == Lifecycle.STARTING) {
            return Optional.of("waiting for " + waiting.what());
        }
        Optional<Running> current = running;
        if (now != Lifecycle.RUNNING || current.isEmpty()) {
            return Optional.of("stopping");
        }
        if (!Connections.isConnected(current.get().session())) {
            return Optional.of("no connection to Cassandra");
        }
        return current.get().loops().stream().allMatch(SinkLoop::isAssigned)
                ? Optional.empty()
                : Optional.of("waiting for its share of the topics");
    }

    private void become(Lifecycle next) {
        lifecycle.updateAndGet(now -> now.mayBecome(next) ? next : now);
    }

    /** Stops both sinks, which write what they hold, and waits until {@link #run} has ended. */
    @Override
    public void close() {
        become(Lifecycle.STOPPING);
        stop.countDown();
        running.ifPresent(current -> current.loops().forEach(SinkLoop::stop));
        try {
            if (began && !ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("not ended within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
