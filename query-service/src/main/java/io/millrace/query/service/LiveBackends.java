package io.millrace.query.service;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micronaut.context.annotation.Context;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.cassandra.ProofsTable;
import io.millrace.cassandra.RunsTable;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.cassandra.StoredRollups;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TypedTableReads;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.progress.ProgressLog;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.tenants.TenantsLog;
import io.millrace.kafka.tenants.TenantsView;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.query.answer.AlertQuestions;
import io.millrace.query.answer.DeadLetterQuestions;
import io.millrace.query.answer.Questions;
import io.millrace.query.answer.RunQuestions;
import io.millrace.query.answer.SourceRunQuestions;
import io.millrace.query.answer.TableQuestions;
import io.millrace.query.live.ChangesTopic;
import io.millrace.query.live.RowChanges;
import io.millrace.query.read.AlertReader;
import io.millrace.query.read.CassandraAlerts;
import io.millrace.query.read.CassandraDeadLetters;
import io.millrace.query.read.CassandraProofs;
import io.millrace.query.read.CassandraRows;
import io.millrace.query.read.CassandraRuns;
import io.millrace.query.read.CassandraSourceRuns;
import io.millrace.query.read.CassandraTables;
import io.millrace.query.read.CassandraTimelines;
import io.millrace.query.read.DeadLetterReader;
import io.millrace.query.read.ProofReader;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.ReadMeter;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.RunReader;
import io.millrace.query.read.ServedDefinitions;
import io.millrace.query.read.SourceRunReader;
import io.millrace.query.read.TableReader;
import io.millrace.query.read.Timelines;
import io.millrace.shell.life.NotReadyException;
import io.millrace.shell.life.StoppedException;
import io.millrace.shell.life.Waiting;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches what the service needs, in a thread of its own, trying again until it is there; from then on the clients reconnect by
 * themselves. Made at start, so that this begins then and not with the first question.
 */
@Context
final class LiveBackends implements Backends {
    private static final Logger LOG = LoggerFactory.getLogger(LiveBackends.class);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CATCH_UP_POLL = Duration.ofSeconds(1);

    private final QuerySettings settings;
    private final ReadMeter meter;
    private final Clock clock;
    private final Thread thread;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    // Whatever fails: a service that answers says what is wrong better than one that ends again and again.
    private final Waiting waiting = new Waiting(failure -> true);
    private volatile Optional<Running> running = Optional.empty();

    LiveBackends(QuerySettings settings, ReadMeter meter, Clock clock) {
        this.settings = settings;
        this.meter = meter;
        this.clock = clock;
        thread = new Thread(this::reachAll, "start");
        thread.setDaemon(true);
    }

    /** All that is needed is there. */
    private record Running(
            Questions questions,
            AlertQuestions alerts,
            TableQuestions tables,
            DeadLetterQuestions deadLetters,
            RunQuestions runs,
            SourceRunQuestions sourceRuns,
            ProofReader proofs,
            RowChanges changes,
            TenantsView tenants,
            CqlSession session) {}

    @PostConstruct
    void start() {
        thread.start();
    }

    @Override
    public Questions questions() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).questions();
    }

    @Override
    public AlertQuestions alerts() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).alerts();
    }

    @Override
    public TableQuestions tables() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).tables();
    }

    @Override
    public DeadLetterQuestions deadLetters() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).deadLetters();
    }

    @Override
    public RunQuestions runs() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).runs();
    }

    @Override
    public SourceRunQuestions sourceRuns() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).sourceRuns();
    }

    @Override
    public ProofReader proofs() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).proofs();
    }

    @Override
    public RowChanges changes() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).changes();
    }

    @Override
    public TenantsView tenants() {
        return running.orElseThrow(() -> new NotReadyException(waitingFor())).tenants();
    }

    private String waitingFor() {
        return "waiting for " + waiting.what();
    }

    @Override
    public Optional<String> obstacle() {
        return running.map(reached -> obstacle(reached.session())).orElseGet(() -> Optional.of(waitingFor()));
    }

    private static Optional<String> obstacle(CqlSession session) {
        try {
            session.execute(SimpleStatement.newInstance("SELECT release_version FROM system.local")
                    .setTimeout(HEALTH_TIMEOUT));
            return Optional.empty();
        } catch (DriverException failure) {
            return Optional.of("Cassandra does not answer: " + failure.getMessage());
        }
    }

    private void reachAll() {
        try {
            Topics topics = settings.topics();
            waiting.untilDone(
                    "Kafka",
                    () -> TopicCreator.ensure(
                            settings.kafka(),
                            KAFKA_TIMEOUT,
                            List.of(topics.pipelines(), topics.progress(), topics.rollups(), topics.tenants())));
            SchemaRegistry registry = new SchemaRegistry(settings.registry());
            DefinitionsLog definitions = waiting.until("the schema registry", () -> definitions(topics, registry));
            TenantsLog tenants = waiting.until("the schema registry", () -> tenants(registry));
            StreamTimes streamTimes = new StreamTimes(clock);
            CompactedTopicFollower progress =
                    waiting.until("the schema registry", () -> progress(topics.progress(), registry, streamTimes));
            RowChanges changes = waiting.until("the schema registry", () -> changes(topics.rollups(), registry));
            CqlSession session =
                    waiting.until("Cassandra", () -> keep(settings.cassandra().open("query-service")));
            StoredRollups rollups = waiting.until("Cassandra's tables", () -> rollups(session));
            AlertsTable alerts = waiting.until("Cassandra's tables", () -> new AlertsTable(session));
            DeadLetterReader deadLetters = waiting.until("Cassandra's tables", () -> deadLetters(session));
            RunsTable runs = waiting.until("Cassandra's tables", () -> new RunsTable(session));
            SourceRunsTable sourceRuns = waiting.until("Cassandra's tables", () -> new SourceRunsTable(session));
            ProofsTable proofs = waiting.until("Cassandra's tables", () -> new ProofsTable(session));
            Timelines timelines = waiting.until(
                    "Cassandra's tables",
                    () -> new Timelines(new CassandraTimelines(new TimelineTable(session)), clock));
            waiting.untilTrue("the definitions", () -> definitions.awaitCaughtUp(CATCH_UP_POLL));
            Definitions served = new ServedDefinitions(definitions.definitions());
            waiting.untilTrue("the tenants", () -> tenants.awaitCaughtUp(CATCH_UP_POLL));
            RollupReader reader = new RollupReader(new CassandraRows(rollups), ReadLimits.DEFAULT, meter);
            running = Optional.of(new Running(
                    new Questions(served, reader, timelines, streamTimes, progress::isUpToDate, clock),
                    new AlertQuestions(served, new AlertReader(new CassandraAlerts(alerts), ReadLimits.DEFAULT)),
                    new TableQuestions(
                            served,
                            new TableReader(new CassandraTables(new TypedTableReads(session)), ReadLimits.DEFAULT)),
                    new DeadLetterQuestions(served, deadLetters, clock),
                    new RunQuestions(served, new RunReader(new CassandraRuns(runs), ReadLimits.DEFAULT), clock),
                    new SourceRunQuestions(
                            served,
                            new SourceRunReader(new CassandraSourceRuns(sourceRuns, clock), ReadLimits.DEFAULT)),
                    new ProofReader(served, new CassandraProofs(proofs), ReadLimits.DEFAULT),
                    changes,
                    tenants.view(),
                    session));
            LOG.info("ready with {} pipelines", served.all().size());
        } catch (StoppedException | InterruptedException stopped) {
            LOG.info("stopped while it waited for {}", waiting.what());
        }
    }

    private DefinitionsLog definitions(Topics topics, SchemaRegistry registry) {
        RecordSerde<PipelineRecord> serde =
                RecordSerde.register(new PipelineFormat(), topics.pipelines().name() + "-value", registry);
        DefinitionsLog log = keep(new DefinitionsLog(settings.kafka(), serde, DefinitionReader::read, clock));
        log.start();
        return log;
    }

    private TenantsLog tenants(SchemaRegistry registry) {
        TenantsLog log = keep(new TenantsLog(settings.kafka(), registry, clock));
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

    private RowChanges changes(TopicDeclaration topic, SchemaRegistry registry) {
        ChangesTopic changes = keep(new ChangesTopic(
                settings.kafka(),
                topic,
                RecordSerde.register(new RollupRecords.KeyFormat(), topic.name() + "-key", registry)));
        changes.start();
        return changes;
    }

    private static StoredRollups rollups(CqlSession session) {
        if (!Schema.isPresent(session)) {
            throw new IllegalStateException("the cassandra-writer has not created the tables yet");
        }
        return new StoredRollups(session);
    }

    private static DeadLetterReader deadLetters(CqlSession session) {
        return new DeadLetterReader(
                new CassandraDeadLetters(new DeadLettersTable(session), new DeadLetterBytesTable(session)),
                ReadLimits.DEFAULT);
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
        waiting.stop();
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
