package io.millrace.ingest.service;

import io.millrace.ingest.sources.ForgottenSources;
import io.millrace.ingest.sources.KafkaSourceControls;
import io.millrace.ingest.sources.Source;
import io.millrace.ingest.sources.SourceClients;
import io.millrace.ingest.sources.SourceIntake;
import io.millrace.ingest.sources.SourceLeases;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.ingest.sources.SourceOpener;
import io.millrace.ingest.sources.SourceRecords;
import io.millrace.ingest.sources.SourceSettings;
import io.millrace.ingest.sources.SourcesView;
import io.millrace.ingest.sources.TenantSources;
import io.millrace.ingest.sources.folder.CsvFolderSource;
import io.millrace.ingest.sources.poll.AllowedHosts;
import io.millrace.ingest.sources.poll.HttpAnswers;
import io.millrace.ingest.sources.poll.PollSource;
import io.millrace.ingest.sources.poll.Secrets;
import io.millrace.ingest.sources.replay.ReplaySource;
import io.millrace.ingest.sources.topic.TopicSource;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.RecordFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.shell.life.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** What runs sources and tells of them, opened and closed together. */
final class SourcesAttachment implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final CompactedTopicFollower follower;
    private final SourceLeases leases;
    private final TenantSources sources;
    private final ForgottenSources forgotten;

    /**
     * Begins to run what is defined.
     *
     * @param producer for what is asked of sources
     */
    SourcesAttachment(
            IngestSettings settings,
            SourceClients clients,
            SchemaRegistry registry,
            Definitions definitions,
            SourceIntake intake,
            Producer<byte[], byte[]> producer,
            SourceMetrics metrics,
            Duration patience) {
        if (settings.sources().ownFolder()) {
            makeFolder(settings.sources().folder());
        }
        TopicDeclaration topic = settings.topics().sources();
        RecordSerde<SourceProgressRecord> progress = serde(new SourceProgressRecord.Format(), topic, registry);
        RecordSerde<SourceControlRecord> control = serde(new SourceControlRecord.Format(), topic, registry);
        RecordSerde<SourceRunRecord> runs = RecordSerde.register(
                new SourceRunRecord.Format(), settings.topics().sourceRuns().name() + "-value", registry);
        Clock clock = intake.clock();
        SourcesView view = new SourcesView(progress, control);
        follower = new CompactedTopicFollower(settings.kafka(), topic, view, clock);
        sources = new TenantSources(
                definitions, view, new KafkaSourceControls(topic, view, control, producer, patience), clock);
        forgotten = new ForgottenSources(topic, view, producer, patience);
        leases = new SourceLeases(
                topic,
                settings.sources(),
                clients,
                view,
                definitions,
                opener(settings.sources(), clients, registry, intake),
                new SourceRecords(progress, settings.topics().sourceRuns(), runs),
                metrics,
                clock);
        follower.start();
        leases.start();
    }

    private static void makeFolder(Path folder) {
        try {
            var unused = Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException("the folder " + folder + " can't be made", failure);
        }
    }

    private static <T> RecordSerde<T> serde(RecordFormat<T> format, TopicDeclaration topic, SchemaRegistry registry) {
        return RecordSerde.register(format, topic.name() + "-" + format.schema().getFullName(), registry);
    }

    private static SourceOpener opener(
            SourceSettings settings, SourceClients clients, SchemaRegistry registry, SourceIntake intake) {
        RegisteredAvro avro = new RegisteredAvro(registry);
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new Random());
        PollSource.Access access = new PollSource.Access(
                new HttpAnswers(settings.answerBytes()),
                new AllowedHosts(settings.hosts()),
                new Secrets(settings.secrets()));
        return (key, definition) -> open(key, definition, settings, clients, intake, avro, access, backoff);
    }

    private static Source open(
            SourceKey key,
            SourceDefinition definition,
            SourceSettings settings,
            SourceClients clients,
            SourceIntake intake,
            RegisteredAvro avro,
            PollSource.Access access,
            Backoff backoff) {
        if (definition instanceof SourceDefinition.CsvFolder folder) {
            return new CsvFolderSource(key, folder, settings.folder(), intake);
        } else if (definition instanceof SourceDefinition.Poll poll) {
            return new PollSource(key, poll, intake, access, backoff);
        } else if (definition instanceof SourceDefinition.Kafka kafka) {
            return new TopicSource(kafka, intake, avro, () -> {
                // What was put before the setting was made.
                if (!settings.topics().include(key.tenant(), kafka.topic())) {
                    throw new TopicAuthorizationException(Set.of(kafka.topic()));
                }
                return clients.reader();
            });
        }
        return new ReplaySource(key, (SourceDefinition.Replay) definition, settings.folder(), intake);
    }

    TenantSources sources() {
        return sources;
    }

    ForgottenSources forgotten() {
        return forgotten;
    }

    boolean isCaughtUp() {
        return follower.isCaughtUp();
    }

    @Override
    public void close() {
        leases.close();
        follower.close();
    }
}
