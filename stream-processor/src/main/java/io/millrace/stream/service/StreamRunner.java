package io.millrace.stream.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageRecords;
import io.millrace.stream.topology.MillraceTopology;
import io.millrace.stream.topology.StoreMemory;
import io.millrace.stream.topology.StreamsProperties;
import io.millrace.stream.topology.ThreadFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's life: it waits for Kafka and the registry, runs Kafka Streams until that gives up or it is closed, and closes all. */
final class StreamRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CATCH_UP_POLL = Duration.ofSeconds(1);
    private static final Duration STREAMS_CLOSE = Duration.ofSeconds(8);
    private static final long CLOSE_SECONDS = 10;

    private final ServiceSettings settings;
    private final Function<String, PipelineDefinition> reader;
    private final MeterRegistry meters;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Waiting waiting = new Waiting(stop);
    private final AtomicReference<Lifecycle> lifecycle = new AtomicReference<>(Lifecycle.STARTING);
    private volatile Optional<KafkaStreams> running = Optional.empty();
    private volatile boolean began;

    /**
     * @param reader from the text of a definition to the definition
     */
    StreamRunner(
            ServiceSettings settings, Function<String, PipelineDefinition> reader, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.reader = reader;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Returns after {@link #close}.
     *
     * @throws RuntimeException why it can't go on; all is closed then
     */
    void run() throws InterruptedException {
        began = true;
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        try {
            ensureTopics();
            StageRecords records =
                    waiting.until("the schema registry", () -> StageRecords.register(settings.topics(), registry));
            try (DefinitionsLog log = waiting.until("the schema registry", () -> definitions(registry))) {
                log.start();
                waiting.untilTrue("the definitions", () -> log.awaitCaughtUp(CATCH_UP_POLL));
                runStreams(new StageEnvironment(log.definitions(), records, settings.limits(), clock));
            }
        } catch (Waiting.StoppedException stopped) {
            LOG.info("stopped while it waited for {}", waiting.what());
        } finally {
            become(Lifecycle.STOPPED);
            ended.countDown();
        }
    }

    /** Those that are read and written here; the events topics belong to those who write them. */
    private void ensureTopics() throws InterruptedException, Waiting.StoppedException {
        Topics topics = settings.topics();
        try (Admin admin = waiting.until(
                "Kafka", () -> Admin.create(settings.streams().kafka().properties()))) {
            TopicCreator creator = new TopicCreator(admin, ADMIN_TIMEOUT);
            waiting.until("Kafka", () -> {
                creator.ensure(List.of(topics.pipelines(), topics.rollups(), topics.progress(), topics.deadLetters()));
                return true;
            });
        }
    }

    private DefinitionsLog definitions(SchemaRegistry registry) {
        String subject = settings.topics().pipelines().name() + "-value";
        return new DefinitionsLog(
                settings.streams().kafka(),
                RecordSerde.register(new PipelineRecord.Format(), subject, registry),
                reader,
                clock);
    }

    private void runStreams(StageEnvironment environment) throws InterruptedException {
        ThreadFailures failures = new ThreadFailures(clock);
        try (StoreMemory memory = new StoreMemory(settings.streams().storeMemory());
                KafkaStreams streams = new KafkaStreams(
                        MillraceTopology.build(environment, settings.topics()),
                        StreamsProperties.of(settings.streams(), memory));
                KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams)) {
            streams.setUncaughtExceptionHandler(failures);
            streams.setStateListener((now, before) -> changed(now));
            metrics.bindTo(meters);
            running = Optional.of(streams);
            become(Lifecycle.JOINING);
            if (stop.getCount() > 0) {
                streams.start();
            }
            stop.await();
            // Bounded, and closed again without a bound below, which returns at once.
            streams.close(STREAMS_CLOSE);
        }
        if (lifecycle.get() != Lifecycle.STOPPING) {
            throw new IllegalStateException("Kafka Streams gave up; see above why");
        }
    }

    private void changed(KafkaStreams.State now) {
        switch (now) {
            case RUNNING -> {
                if (become(Lifecycle.RUNNING)) {
                    LOG.info(
                            "processing events of {} partitions",
                            settings.topics().partitions());
                }
            }
            case ERROR, NOT_RUNNING -> stop.countDown();
            case CREATED, REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR -> LOG.debug("Kafka Streams is {}", now);
        }
    }

    /** Why it can't process events now, if so. A rebalance is no obstacle: it is part of the work. */
    Optional<String> obstacle() {
        Lifecycle now = lifecycle.get();
        return switch (now) {
            case STARTING -> Optional.of("waiting for " + waiting.what());
            case JOINING -> Optional.of("waiting for its share of the work");
            case RUNNING ->
                running.map(KafkaStreams::state)
                        .filter(state -> !state.isRunningOrRebalancing())
                        .map(state -> "Kafka Streams is " + state);
            case STOPPING, STOPPED -> Optional.of("stopping");
        };
    }

    /** Says whether that was a change. */
    private boolean become(Lifecycle next) {
        return lifecycle.getAndUpdate(now -> now.mayBecome(next) ? next : now).mayBecome(next);
    }

    /** Stops Kafka Streams, which commits what it has, and waits until {@link #run} has ended. */
    @Override
    public void close() {
        become(Lifecycle.STOPPING);
        stop.countDown();
        try {
            if (began && !ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("not ended within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
