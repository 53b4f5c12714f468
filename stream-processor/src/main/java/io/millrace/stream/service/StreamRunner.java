package io.millrace.stream.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.shell.life.Lifecycle;
import io.millrace.shell.life.Readiness;
import io.millrace.shell.life.StoppedException;
import io.millrace.shell.life.Waiting;
import io.millrace.stream.drain.CommitPaces;
import io.millrace.stream.poll.RunClients;
import io.millrace.stream.stage.StageEnvironment;
import io.millrace.stream.stage.StageMetrics;
import io.millrace.stream.stage.StageRecords;
import io.millrace.stream.topology.MillraceTopology;
import io.millrace.stream.topology.StoreMemory;
import io.millrace.stream.topology.StreamsProperties;
import io.millrace.stream.topology.ThreadFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's life: it waits for Kafka and the registry, runs Kafka Streams until that gives up or it is closed, and closes all. */
final class StreamRunner implements Readiness, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CATCH_UP_POLL = Duration.ofSeconds(1);
    private static final Duration STREAMS_CLOSE = Duration.ofSeconds(8);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final ServiceSettings settings;
    private final Function<String, PipelineDefinition> reader;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Lifecycle lifecycle = new Lifecycle(Waiting::isPassing);
    private volatile Optional<KafkaStreams> running = Optional.empty();

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
        lifecycle.run(this::work);
    }

    private void work(Waiting waiting) throws InterruptedException, StoppedException {
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        waiting.untilDone("Kafka", this::ensureTopics);
        StageRecords records =
                waiting.until("the schema registry", () -> StageRecords.register(settings.topics(), registry));
        try (DefinitionsLog log = waiting.until("the schema registry", () -> definitions(registry))) {
            log.start();
            waiting.untilTrue("the definitions", () -> log.awaitCaughtUp(CATCH_UP_POLL));
            StageMetrics metrics = new MicrometerStageMetrics(meters, log.definitions());
            runStreams(
                    new StageEnvironment(
                            log.definitions(),
                            records,
                            settings.limits(),
                            new CommitPaces(settings.commitIntervals(), clock),
                            metrics,
                            clock),
                    waiting);
        }
    }

    /** Those that are read and written here; the events topics belong to those who write them. */
    private void ensureTopics() {
        Topics topics = settings.topics();
        TopicCreator.ensure(
                settings.streams().kafka(),
                ADMIN_TIMEOUT,
                List.of(
                        topics.pipelines(),
                        topics.lookups(),
                        topics.rollups(),
                        topics.alerts(),
                        topics.tables(),
                        topics.progress(),
                        topics.tallies(),
                        topics.cuts(),
                        topics.deadLetters()));
    }

    private DefinitionsLog definitions(SchemaRegistry registry) {
        String subject = settings.topics().pipelines().name() + "-value";
        return new DefinitionsLog(
                settings.streams().kafka(),
                RecordSerde.register(new PipelineFormat(), subject, registry),
                DefinitionsLog.lookupSerde(registry),
                reader,
                clock);
    }

    private void runStreams(StageEnvironment environment, Waiting waiting) throws InterruptedException {
        ThreadFailures failures = new ThreadFailures(clock);
        try (StoreMemory memory = new StoreMemory(settings.streams().storeMemory());
                KafkaStreams streams = new KafkaStreams(
                        MillraceTopology.build(environment, settings.topics()),
                        StreamsProperties.of(settings.streams(), memory),
                        new RunClients(Topics::isEvents));
                KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams)) {
            streams.setUncaughtExceptionHandler(failures);
            streams.setStateListener((now, before) -> changed(now, waiting));
            metrics.bindTo(meters);
            running = Optional.of(streams);
            waiting.waitFor("its share of the work");
            if (!waiting.isStopped()) {
                streams.start();
            }
            waiting.awaitStop();
            // Bounded, and closed again without a bound below, which returns at once.
            streams.close(STREAMS_CLOSE);
        }
        if (!lifecycle.isToStop()) {
            throw new IllegalStateException("Kafka Streams gave up; see above why");
        }
    }

    private void changed(KafkaStreams.State now, Waiting waiting) {
        switch (now) {
            case RUNNING -> {
                if (lifecycle.started()) {
                    LOG.info(
                            "processing events of {} partitions",
                            settings.topics().partitions());
                }
            }
            case ERROR, NOT_RUNNING -> waiting.stop();
            case CREATED, REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR -> LOG.debug("Kafka Streams is {}", now);
        }
    }

    /** Why it can't process events now, if so. A rebalance is no obstacle: it is part of the work. */
    @Override
    public Optional<String> obstacle() {
        return lifecycle.obstacle().or(() -> running.map(KafkaStreams::state)
                .filter(state -> !state.isRunningOrRebalancing())
                .map(state -> "Kafka Streams is " + state));
    }

    /** Stops Kafka Streams, which commits what it has, and waits until {@link #run} has ended. */
    @Override
    public void close() {
        lifecycle.close(CLOSE);
    }
}
