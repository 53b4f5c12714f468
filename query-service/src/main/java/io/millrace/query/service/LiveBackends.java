package io.millrace.query.service;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Schema;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.query.answer.Questions;
import io.millrace.query.progress.ProgressLog;
import io.millrace.query.progress.StreamTimes;
import io.millrace.query.read.CassandraRows;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.ReadMeter;
import io.millrace.query.read.RollupReader;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches what the service needs, in a thread of its own, trying again until it is there; from then on the clients reconnect by
 * themselves.
 */
@Singleton
final class LiveBackends implements Backends {
    private static final Logger LOG = LoggerFactory.getLogger(LiveBackends.class);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final QuerySettings settings;
    private final ReadMeter meter;
    private final Clock clock;
    private final Thread thread;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile State state = new Starting("not started");

    LiveBackends(QuerySettings settings, ReadMeter meter, Clock clock) {
        this.settings = settings;
        this.meter = meter;
        this.clock = clock;
        thread = new Thread(this::reachAll, "start");
        thread.setDaemon(true);
    }

    /** Starting, then running. */
    private sealed interface State {}

    private record Starting(String waitingFor) implements State {}

    private record Running(Questions questions, CqlSession session) implements State {}

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public Questions questions() {
        if (state instanceof Running running) {
            return running.questions();
        }
        throw new NotReadyException(waitingFor());
    }

    private String waitingFor() {
        return state instanceof Starting starting ? "waiting for " + starting.waitingFor() : "";
    }

    @Override
    public Optional<String> obstacle() {
        if (!(state instanceof Running running)) {
            return Optional.of(waitingFor());
        }
        try {
            running.session()
                    .execute(SimpleStatement.newInstance("SELECT release_version FROM system.local")
                            .setTimeout(HEALTH_TIMEOUT));
            return Optional.empty();
        } catch (DriverException failure) {
            return Optional.of("Cassandra does not answer: " + failure.getMessage());
        }
    }

    private void reachAll() {
        try {
            Topics topics = settings.topics();
            await("Kafka's topics", () -> {
                ensureTopics(List.of(topics.pipelines(), topics.progress()));
                return true;
            });
            SchemaRegistry registry = new SchemaRegistry(settings.registry());
            DefinitionsLog definitions = await("the schema registry", () -> definitions(topics, registry));
            StreamTimes streamTimes = new StreamTimes(clock);
            CompactedTopicFollower progress =
                    await("the schema registry", () -> progress(topics.progress(), registry, streamTimes));
            CqlSession session =
                    await("Cassandra", () -> keep(settings.cassandra().open("query-service")));
            RollupsTable table = await("Cassandra's tables", () -> table(session));
            await("the pipeline definitions", () -> caughtUp(definitions));
            RollupReader reader = new RollupReader(new CassandraRows(table), ReadLimits.DEFAULT, meter);
            state = new Running(
                    new Questions(definitions.definitions(), reader, streamTimes, progress::isUpToDate, clock),
                    session);
            LOG.info("ready with {} pipelines", definitions.definitions().all().size());
        } catch (InterruptedException closed) {
            LOG.info("closed while starting, {}", waitingFor());
        }
    }

    private <T> T await(String what, Callable<T> attempt) throws InterruptedException {
        state = new Starting(what);
        return BACKOFF.call(
                attempt,
                (failure, wait) -> LOG.warn("waiting for {}, trying again in {}: {}", what, wait, failure.toString()));
    }

    private void ensureTopics(List<TopicDeclaration> declarations) {
        try (Admin admin = Admin.create(settings.kafka().properties())) {
            new TopicCreator(admin, KAFKA_TIMEOUT).ensure(declarations);
        }
    }

    private DefinitionsLog definitions(Topics topics, SchemaRegistry registry) {
        RecordSerde<PipelineRecord> serde = RecordSerde.register(
                new PipelineRecord.Format(), topics.pipelines().name() + "-value", registry);
        DefinitionsLog log = keep(new DefinitionsLog(settings.kafka(), serde, DefinitionReader::read, clock));
        log.start();
        return log;
    }

    private CompactedTopicFollower progress(TopicDeclaration topic, SchemaRegistry registry, StreamTimes streamTimes) {
        ProgressLog memory = new ProgressLog(
                RecordSerde.register(new ProgressRecords.KeyFormat(), topic.name() + "-key", registry),
                RecordSerde.register(new ProgressRecords.ValueFormat(), topic.name() + "-value", registry),
                streamTimes);
        CompactedTopicFollower follower = keep(new CompactedTopicFollower(settings.kafka(), topic, memory, clock));
        follower.start();
        return follower;
    }

    private static RollupsTable table(CqlSession session) {
        if (!Schema.isPresent(session)) {
            throw new IllegalStateException("the cassandra-writer has not created the tables yet");
        }
        return new RollupsTable(session);
    }

    private static boolean caughtUp(DefinitionsLog definitions) throws InterruptedException {
        if (!definitions.awaitCaughtUp(KAFKA_TIMEOUT)) {
            throw new IllegalStateException(
                    "known up to offset " + definitions.definitions().offset());
        }
        return true;
    }

    private <T extends AutoCloseable> T keep(T opened) {
        synchronized (open) {
            open.push(opened);
        }
        return opened;
    }

    /** The last opened first. */
    @PreDestroy
    void close() throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(10).toMillis());
        synchronized (open) {
            while (!open.isEmpty()) {
                try {
                    open.pop().close();
                } catch (Exception failure) {
                    LOG.warn("could not be closed", failure);
                }
            }
        }
    }
}
