package io.millrace.writer.service;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.DeadLetterBytesTable;
import io.millrace.cassandra.DeadLettersTable;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.Schema;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.cassandra.TypedTableWrites;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.purges.PurgesLog;
import io.millrace.kafka.record.AlertRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.kafka.record.TableRecords;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.GroupProgress;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventSchema;
import io.millrace.model.table.TableRow;
import io.millrace.writer.purge.PurgeReader;
import io.millrace.writer.purge.Purges;
import io.millrace.writer.sink.SinkContext;
import io.millrace.writer.sink.SinkLoop;
import io.millrace.writer.sink.SinkMetrics;
import io.millrace.writer.table.AlertReader;
import io.millrace.writer.table.CassandraBatches;
import io.millrace.writer.table.DeadLetterBatches;
import io.millrace.writer.table.DeadLetterReader;
import io.millrace.writer.table.EventReader;
import io.millrace.writer.table.KafkaDeadLetters;
import io.millrace.writer.table.LoggedDeadLetters;
import io.millrace.writer.table.Retention;
import io.millrace.writer.table.RollupChange;
import io.millrace.writer.table.RollupReader;
import io.millrace.writer.table.Sinks;
import io.millrace.writer.table.SourceRunReader;
import io.millrace.writer.table.TableBatches;
import io.millrace.writer.table.TableRowReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writer holds open, and what it builds of that. Opened step by step, each of which may fail and be tried again. */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration CATCH_UP_POLL = Duration.ofSeconds(1);

    private final WriterSettings settings;
    private final Clock clock;
    private final SchemaRegistry registry;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ScheduledExecutorService delayed =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "retries"));

    Connections(WriterSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        registry = new SchemaRegistry(settings.registry());
    }

    /** Makes sure of the topics that are read and written here; the events topics belong to those who write them. */
    void ensureTopics() {
        Topics topics = settings.topics();
        TopicCreator.ensure(
                settings.kafka(),
                ADMIN_TIMEOUT,
                List.of(
                        topics.pipelines(),
                        topics.rollups(),
                        topics.alerts(),
                        topics.tables(),
                        topics.deadLetters(),
                        topics.sourceRuns(),
                        topics.purges()));
    }

    DefinitionsLog openDefinitions(Function<String, PipelineDefinition> reader) {
        DefinitionsLog log = new DefinitionsLog(
                settings.kafka(),
                serde(new PipelineFormat(), settings.topics().pipelines().name() + "-value"),
                reader,
                clock);
        opened.push(log);
        log.start();
        return log;
    }

    /** Waits for one moment more. */
    static boolean isCaughtUp(DefinitionsLog log) throws InterruptedException {
        return log.awaitCaughtUp(CATCH_UP_POLL);
    }

    CqlSession openSession() {
        CqlSession session = settings.cassandra().open("cassandra-writer");
        opened.push(session);
        return session;
    }

    void ensureSchema(CqlSession session) {
        Schema.ensure(session, settings.keyspace());
    }

    static boolean isConnected(CqlSession session) {
        return session.getMetadata().getNodes().values().stream()
                .mapToInt(Node::getOpenConnections)
                .anyMatch(connections -> connections > 0);
    }

    SinkContext context() {
        Topics topics = settings.topics();
        RecordSerde<DeadLetter> serde =
                serde(new DeadLetter.Format(), topics.deadLetters().name() + "-value");
        KafkaDeadLetters deadLetters =
                new KafkaDeadLetters(KafkaDeadLetters.producer(settings.kafka()), topics, serde, clock);
        opened.push(deadLetters);
        return new SinkContext(settings.limits(), deadLetters, this::after, clock, new Random());
    }

    private void after(Duration delay, Runnable task) {
        var unused = delayed.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    SinkLoop<RollupChange> rollups(
            CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        String topic = settings.topics().rollups().name();
        RollupReader reader = new RollupReader(
                serde(new RollupRecords.KeyFormat(), topic + "-key"),
                serde(new RollupRecords.ValueFormat(), topic + "-value"));
        var batches = CassandraBatches.ofRollups(session, new RollupsTable(session), retention(definitions));
        return new SinkLoop<>(consumer("rollups"), Sinks.rollups(settings.topics()), reader, batches, context, metrics);
    }

    SinkLoop<ArchivedEvent> archive(
            CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        EventReader reader = new EventReader(definitions, schemaId -> EventSchema.pipelineOf(registry.byId(schemaId)));
        var batches = CassandraBatches.ofArchive(session, new ArchiveTable(session), retention(definitions));
        return new SinkLoop<>(consumer("archive"), Sinks.events(), reader, batches, context, metrics);
    }

    SinkLoop<AlertRow> alerts(CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        String topic = settings.topics().alerts().name();
        AlertReader reader = new AlertReader(
                serde(new AlertRecords.KeyFormat(), topic + "-key"),
                serde(new AlertRecords.ValueFormat(), topic + "-value"));
        var batches = CassandraBatches.ofAlerts(session, new AlertsTable(session), retention(definitions));
        return new SinkLoop<>(consumer("alerts"), Sinks.alerts(settings.topics()), reader, batches, context, metrics);
    }

    SinkLoop<TableRow> tables(CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        String topic = settings.topics().tables().name();
        TableRowReader reader = new TableRowReader(
                serde(new TableRecords.KeyFormat(), topic + "-key"),
                serde(new TableRecords.ValueFormat(), topic + "-value"),
                definitions);
        TypedTableWrites writes = new TypedTableWrites(session, settings.keyspace());
        var batches = new TableBatches(session, writes, retention(definitions));
        return new SinkLoop<>(consumer("tables"), Sinks.tables(settings.topics()), reader, batches, context, metrics);
    }

    SinkLoop<DeadLetter> deadLetters(
            CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        Topics topics = settings.topics();
        DeadLetterReader reader = new DeadLetterReader(
                serde(new DeadLetter.Format(), topics.deadLetters().name() + "-value"));
        var batches = new DeadLetterBatches(
                session, new DeadLettersTable(session), new DeadLetterBytesTable(session), retention(definitions));
        return new SinkLoop<>(
                consumer("dead-letters"),
                Sinks.deadLetters(topics),
                reader,
                batches,
                context.withDeadLetters(new LoggedDeadLetters()),
                metrics);
    }

    SinkLoop<SourceRunRow> sourceRuns(CqlSession session, SinkContext context, SinkMetrics metrics) {
        Topics topics = settings.topics();
        SourceRunReader reader = new SourceRunReader(
                serde(new SourceRunRecord.Format(), topics.sourceRuns().name() + "-value"));
        var batches = CassandraBatches.ofSourceRuns(session, new SourceRunsTable(session));
        return new SinkLoop<>(consumer("source-runs"), Sinks.sourceRuns(topics), reader, batches, context, metrics);
    }

    SinkLoop<PurgeRecord> purges(
            CqlSession session, Definitions definitions, SinkContext context, SinkMetrics metrics) {
        Topics topics = settings.topics();
        Producer<byte[], byte[]> producer = PurgesLog.producer(settings.kafka());
        opened.push(producer);
        PurgesLog log = new PurgesLog(settings.kafka(), registry, producer, ADMIN_TIMEOUT, clock);
        opened.push(log);
        GroupProgress groups = new GroupProgress(settings.kafka());
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "purges"));
        opened.push(() -> close(thread, groups));
        log.start();
        Purges executor = new Purges(session, definitions, log, groups, topics, clock, thread);
        PurgeReader reader = new PurgeReader(PurgesLog.serde(registry), definitions);
        return new SinkLoop<>(consumer("purges"), Sinks.purges(topics), reader, executor, context, metrics);
    }

    /** The thread alone may use the groups. */
    private static void close(ExecutorService thread, GroupProgress groups) throws InterruptedException {
        thread.shutdownNow();
        if (thread.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
            groups.close();
        }
    }

    /** The last to be opened for a sink: until then opening the sink may fail and be tried again. */
    private Consumer<byte[], byte[]> consumer(String sink) {
        Consumer<byte[], byte[]> consumer = Sinks.consumer(settings.kafka(), sink, Optional.of(settings.instance()));
        // Closed by the sink, unless that never runs; closing it twice does nothing.
        opened.push(consumer);
        return consumer;
    }

    private Retention retention(Definitions definitions) {
        return new Retention(definitions, settings.retention());
    }

    private <T> RecordSerde<T> serde(RecordFormat<T> format, String subject) {
        return RecordSerde.register(format, subject, registry);
    }

    /** The last opened first. */
    @Override
    public void close() {
        delayed.shutdownNow();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                LOG.warn("could not be closed", failure);
            }
        }
    }
}
