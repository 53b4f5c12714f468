package io.millrace.ingest.service;

import io.millrace.ingest.audit.KafkaAuditLog;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.pipelines.KafkaEventsLag;
import io.millrace.ingest.pipelines.KafkaEventsTopics;
import io.millrace.ingest.pipelines.PipelineFeeds;
import io.millrace.ingest.pipelines.Pipelines;
import io.millrace.ingest.pipelines.TransactionalAppender;
import io.millrace.ingest.purges.KafkaEventsDeletion;
import io.millrace.ingest.repairs.DeadLetterReplays;
import io.millrace.ingest.repairs.KafkaDeadLetterLog;
import io.millrace.ingest.repairs.KafkaReplayLog;
import io.millrace.ingest.repairs.ReplayLog;
import io.millrace.ingest.sources.SourceClients;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.ingest.tenants.KafkaTenantsAppender;
import io.millrace.ingest.tenants.Tenants;
import io.millrace.kafka.definitions.DefinitionsLog;
import io.millrace.kafka.purges.PurgesLog;
import io.millrace.kafka.record.AuditRecord;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineFormat;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.kafka.record.ReplayedLetter;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.tenants.TenantsLog;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.DefinitionReader;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Everything that holds a connection to Kafka, opened and closed together. */
final class KafkaAttachment implements AutoCloseable {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    /** How long letters are looked for: less than a connection may be silent. */
    private static final Duration REPLAY_PATIENCE = Duration.ofMinutes(2);

    private static final String REPLAYS_ID = "millrace-replays-";
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 1 << 16;
    /** A dead letter holds a whole record and says what was wrong with it. */
    private static final int MAX_MESSAGE_BYTES = 2 << 20;

    private final Admin admin;
    private final DefinitionsLog log;
    private final TransactionalAppender appender;
    private final Producer<byte[], byte[]> producer;
    private final SourcesAttachment sources;
    private final TenantsLog tenants;
    private final ProgressAttachment progress;
    private final PurgesAttachment purges;
    private final Attachment attachment;

    private KafkaAttachment(
            Admin admin,
            DefinitionsLog log,
            TransactionalAppender appender,
            Producer<byte[], byte[]> producer,
            SourcesAttachment sources,
            TenantsLog tenants,
            ProgressAttachment progress,
            PurgesAttachment purges,
            Attachment attachment) {
        this.admin = admin;
        this.log = log;
        this.appender = appender;
        this.producer = producer;
        this.sources = sources;
        this.tenants = tenants;
        this.progress = progress;
        this.purges = purges;
        this.attachment = attachment;
    }

    /**
     * Creates the topics that are missing and begins to follow the definitions.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry does not answer
     * @throws IllegalStateException if a topic is not as it must be
     */
    static KafkaAttachment open(
            IngestSettings settings, IntakeMetrics metrics, SourceMetrics sourceMetrics, Clock clock) {
        Admin admin = settings.kafka().admin();
        try {
            return open(settings, metrics, sourceMetrics, clock, admin);
        } catch (RuntimeException failure) {
            admin.close(Duration.ZERO);
            throw failure;
        }
    }

    private static KafkaAttachment open(
            IngestSettings settings, IntakeMetrics metrics, SourceMetrics sourceMetrics, Clock clock, Admin admin) {
        Topics topics = settings.topics();
        TopicCreator creator = new TopicCreator(settings.kafka(), admin, CALL_TIMEOUT);
        creator.ensure(List.of(
                topics.pipelines(),
                topics.lookups(),
                topics.deadLetters(),
                topics.deadLetterReplays(),
                topics.sources(),
                topics.sourceRuns(),
                topics.progress(),
                topics.tallies(),
                topics.purges(),
                topics.tenants(),
                topics.audit()));
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        RecordSerde<PipelineRecord> pipelineSerde =
                RecordSerde.register(new PipelineFormat(), subject(topics.pipelines()), registry);
        RecordSerde<DeadLetter> deadLetterSerde =
                RecordSerde.register(new DeadLetter.Format(), subject(topics.deadLetters()), registry);

        RecordSerde<AuditRecord> auditSerde =
                RecordSerde.register(new AuditRecord.Format(), subject(topics.audit()), registry);
        RecordSerde<LookupVersionRecord> lookupSerde = DefinitionsLog.lookupSerde(registry);
        DefinitionsLog log =
                new DefinitionsLog(settings.kafka(), pipelineSerde, lookupSerde, DefinitionReader::read, clock);
        TenantsLog tenantsLog = new TenantsLog(settings.kafka(), registry, clock);
        ProgressAttachment progress = new ProgressAttachment(settings, registry, clock);
        log.start();
        tenantsLog.start();
        progress.start();
        Producer<byte[], byte[]> producer = producer(settings);
        IntakeLimits limits = new IntakeLimits(
                settings.record(),
                IntakeLimits.DEFAULT_MAX_EVENT_BYTES,
                IntakeLimits.DEFAULT_RECORDS_IN_FLIGHT,
                DELIVERY_TIMEOUT.plus(CALL_TIMEOUT));
        TransactionalAppender appender = new TransactionalAppender(
                settings.kafka(),
                admin,
                pipelineSerde,
                lookupSerde,
                PurgesLog.serde(registry),
                log.definitions(),
                CALL_TIMEOUT);
        Pipelines pipelines = new Pipelines(
                log.definitions(),
                appender,
                new KafkaEventsTopics(topics, creator, registry),
                settings.sources().topics(),
                clock);
        TenantLookups lookups = new TenantLookups(log.definitions(), appender, settings.lookups(), clock);
        SourceClients clients = new SourceClients(
                settings.kafka(), admin, settings.sources().session(), CALL_TIMEOUT, MAX_MESSAGE_BYTES);
        SourcesAttachment sources = new SourcesAttachment(
                settings,
                clients,
                registry,
                log.definitions(),
                new SourceIntake(limits, deadLetterSerde, clock),
                producer,
                sourceMetrics,
                CALL_TIMEOUT);
        Tenants tenants = new Tenants(
                tenantsLog.view(),
                new KafkaTenantsAppender(tenantsLog, admin, producer, CALL_TIMEOUT),
                new SecureRandom(),
                clock);
        Intake intake = new Intake(producer, deadLetterSerde, limits, metrics, clock);
        DeadLetterReplays replays = new DeadLetterReplays(
                new KafkaDeadLetterLog(clients::reader, deadLetterSerde, REPLAY_PATIENCE),
                replayLog(topics.deadLetterReplays(), clients, registry),
                limits,
                new RegisteredAvro(registry)::cut,
                metrics,
                clock);
        PurgesAttachment purges = new PurgesAttachment(
                new PurgesLog(settings.kafka(), registry, producer, CALL_TIMEOUT, clock),
                log.definitions(),
                appender,
                progress.streamTimes(),
                sources,
                tenants,
                lookups,
                new KafkaEventsDeletion(admin, topics, CALL_TIMEOUT),
                () -> log.isCaughtUp() && progress.isCaughtUp() && sources.isCaughtUp() && tenantsLog.isCaughtUp(),
                clock);
        return new KafkaAttachment(
                admin,
                log,
                appender,
                producer,
                sources,
                tenantsLog,
                progress,
                purges,
                new Attachment(
                        pipelines,
                        new PipelineFeeds(log.definitions(), appender, clock),
                        progress.statuses(new KafkaEventsLag(admin, topics, CALL_TIMEOUT)),
                        purges.purges(),
                        lookups,
                        intake,
                        sources.sources(),
                        replays,
                        tenants,
                        purges.deletions(),
                        new KafkaAuditLog(topics.audit(), auditSerde, producer, CALL_TIMEOUT)));
    }

    private static ReplayLog replayLog(TopicDeclaration topic, SourceClients clients, SchemaRegistry registry) {
        ReplayedLetter.Format letter = new ReplayedLetter.Format();
        ReplayReceipt.Format receipt = new ReplayReceipt.Format();
        return new KafkaReplayLog(
                topic,
                clients::reader,
                partition -> clients.transactional(REPLAYS_ID + partition),
                RecordSerde.register(
                        letter, topic.name() + "-" + letter.schema().getFullName(), registry),
                RecordSerde.register(
                        receipt, topic.name() + "-" + receipt.schema().getFullName(), registry));
    }

    private static String subject(TopicDeclaration topic) {
        return topic.name() + "-value";
    }

    private static Producer<byte[], byte[]> producer(IngestSettings settings) {
        Map<String, Object> properties = settings.kafka().properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "ingest-service");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.producerBufferBytes());
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_MESSAGE_BYTES);
        properties.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.producerPatience().toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL_TIMEOUT.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Attachment attachment() {
        return attachment;
    }

    boolean isCaughtUp() {
        return log.isCaughtUp() && sources.isCaughtUp() && tenants.isCaughtUp() && purges.isCaughtUp();
    }

    /** Why requests can't be served now; empty if they can. */
    Optional<String> obstacle() {
        if (!isCaughtUp()) {
            return Optional.of("the definitions are still being read");
        }
        try {
            admin.describeCluster().nodes().get(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException | TimeoutException silent) {
            return Optional.of("Kafka does not answer");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    @Override
    public void close() {
        purges.close();
        sources.close();
        producer.close(DELIVERY_TIMEOUT);
        appender.close();
        progress.close();
        tenants.close();
        log.close();
        admin.close(CALL_TIMEOUT);
    }
}
