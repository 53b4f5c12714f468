package io.millrace.ingest.service;

import io.micronaut.context.annotation.Replaces;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.lookups.LookupChange;
import io.millrace.ingest.lookups.TenantLimits;
import io.millrace.ingest.lookups.TenantLookups;
import io.millrace.ingest.pipelines.PipelineFeeds;
import io.millrace.ingest.pipelines.PipelineStatuses;
import io.millrace.ingest.pipelines.Pipelines;
import io.millrace.ingest.pipelines.ReadableTopics;
import io.millrace.ingest.purges.Completion;
import io.millrace.ingest.purges.PipelinePurges;
import io.millrace.ingest.purges.TenantDeletions;
import io.millrace.ingest.repairs.DeadLetterReplays;
import io.millrace.ingest.repairs.LetterSelection;
import io.millrace.ingest.repairs.MemoryReplayLog;
import io.millrace.ingest.sources.SourcesView;
import io.millrace.ingest.sources.TenantSources;
import io.millrace.ingest.tenants.Tenants;
import io.millrace.ingest.tenants.TenantsAppender;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.progress.EventTallies;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.purges.PurgesView;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.AuditRecord;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.tenants.TenantsView;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.format.CutRecord;
import io.millrace.model.format.RecordLimits;
import io.millrace.model.lookup.LookupTable;
import io.millrace.shell.life.NotReadyException;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** In place of Kafka and the registry: definitions in memory, and a producer that remembers what was sent. */
@Singleton
@Replaces(KafkaAttachments.class)
final class MemoryAttachments implements Attachments {
    final RecordingProducer producer = new RecordingProducer();
    final RecordSerde<DeadLetter> deadLetters = RecordSerde.withoutRegistry(new DeadLetter.Format(), 9);
    final MemoryReplayLog replays = new MemoryReplayLog();
    final StreamTimes progress;
    final EventTallies tallies = new EventTallies();
    Optional<String> obstacle = Optional.empty();
    LongSupplier lag = () -> 0;
    final List<AuditRecord> acts = new CopyOnWriteArrayList<>();
    Optional<RuntimeException> auditFailure = Optional.empty();

    final RecordSerde<SourceProgressRecord> progressSerde =
            RecordSerde.withoutRegistry(new SourceProgressRecord.Format(), 10);

    private final RecordSerde<SourceControlRecord> controlSerde =
            RecordSerde.withoutRegistry(new SourceControlRecord.Format(), 11);
    private final SourcesView sources = new SourcesView(progressSerde, controlSerde);
    private final DefinitionsView definitions = new DefinitionsView(Duration.ofSeconds(10));
    private final RecordSerde<TenantRecord> tenantSerde = RecordSerde.withoutRegistry(new TenantRecord.Format(), 12);
    private final RecordSerde<ApiKeyRecord> keySerde = RecordSerde.withoutRegistry(new ApiKeyRecord.Format(), 13);
    private final TenantsView tenants = new TenantsView(tenantSerde, keySerde);
    private final RecordSerde<PurgeRecord> purgeSerde = RecordSerde.withoutRegistry(new PurgeRecord.Format(), 14);
    final PurgesView purgeReports = new PurgesView(purgeSerde);
    final List<String> forgotten = new CopyOnWriteArrayList<>();
    final List<String> deletedEvents = new CopyOnWriteArrayList<>();
    final Completion completion;
    final TenantDeletions deletions;
    private final AtomicInteger schemaIds = new AtomicInteger();
    private final Attachment attachment;
    private long offset;

    MemoryAttachments(IntakeMetrics metrics, Clock clock) {
        progress = new StreamTimes(clock);
        IntakeLimits limits = new IntakeLimits(RecordLimits.DEFAULT, 1000, 100, Duration.ofMinutes(1));
        PipelinePurges purges = new PipelinePurges(definitions, this::append, clock);
        TenantLookups lookups =
                new TenantLookups(definitions, this::appendLookup, new TenantLimits(100, 1_000, 1 << 20), clock);
        Tenants allTenants = new Tenants(tenants, appender(), new SecureRandom(), clock);
        completion = new Completion(
                purgeReports,
                definitions,
                progress,
                (tenant, pipeline) -> forgotten.add(tenant + "/" + pipeline),
                purges);
        deletions = new TenantDeletions(
                allTenants,
                definitions,
                purges,
                lookups,
                purgeReports,
                this::takePurge,
                (tenant, inForce) -> deletedEvents.add(tenant));
        attachment = new Attachment(
                new Pipelines(
                        definitions,
                        this::append,
                        (tenant, schema) -> schemaIds.incrementAndGet(),
                        ReadableTopics.ALL,
                        clock),
                new PipelineFeeds(definitions, this::append, clock),
                new PipelineStatuses(progress, tallies, tenant -> lag.getAsLong()),
                purges,
                lookups,
                new Intake(producer, deadLetters, limits, metrics, clock),
                new TenantSources(definitions, sources, this::control, clock),
                new DeadLetterReplays(
                        this::readLetters,
                        replays,
                        limits,
                        (index, bytes) -> new CutRecord(index, bytes, new CutRecord.Unreadable("no registry")),
                        metrics,
                        clock),
                allTenants,
                deletions,
                act -> {
                    if (auditFailure.isPresent()) {
                        throw auditFailure.get();
                    }
                    acts.add(act);
                });
    }

    private TenantsAppender appender() {
        return new TenantsAppender() {
            @Override
            public void append(TenantRecord tenant) {
                takeTenants(tenant.key(), tenantSerde.serialize(tenant));
            }

            @Override
            public void append(ApiKeyRecord key) {
                takeTenants(key.key(), keySerde.serialize(key));
            }

            @Override
            public void remove(String key) {
                tenants.take(new ConsumerRecord<>("tenants", 0, 0, key.getBytes(StandardCharsets.UTF_8), null));
            }

            @Override
            public void awaitAll() {
                // It is known as soon as it is written.
            }
        };
    }

    /** As if the writer had carried it out. */
    void reportPurge(String tenant, String pipeline, UUID purge) {
        takePurge(new PurgeRecord(tenant, pipeline, purge, offset, true));
    }

    private void takePurge(PurgeRecord purge) {
        purgeReports.take(new ConsumerRecord<>(
                "purges", 0, 0, purge.key().getBytes(StandardCharsets.UTF_8), purgeSerde.serialize(purge)));
    }

    private void takeTenants(String key, byte[] value) {
        tenants.take(new ConsumerRecord<>("tenants", 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private boolean readLetters(LetterSelection selection, Predicate<DeadLetter> taking) {
        return producer.history().stream()
                .filter(record -> record.topic().equals("dead-letters"))
                .map(record -> deadLetters.deserialize(record.value()))
                .filter(letter -> letter.tenant().equals(selection.tenant())
                        && letter.pipeline().equals(selection.pipeline())
                        && selection.code().map(letter.code()::equals).orElse(true))
                .allMatch(taking);
    }

    private void control(SourceKey key, SourceControlRecord control) {
        take(key.controlText(), controlSerde.serialize(control));
    }

    /** As if whoever runs the source had committed it. */
    void commitProgress(SourceKey key, SourceProgressRecord progress) {
        take(key.text(), progressSerde.serialize(progress));
    }

    private void take(String key, byte[] value) {
        sources.take(new ConsumerRecord<>("sources", 0, 0, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** As if a later version of Millrace had put it. */
    void storeUnreadable(String pipeline) {
        definitions.refuse("acme/" + pipeline, new UnreadableDefinition(pipeline, 7, "window: of an unknown type"));
    }

    private synchronized void append(Supplier<Optional<PipelineRecord>> decision) {
        decision.get().ifPresent(record -> {
            if (record.isPurged()) {
                definitions.putPurged(record.key(), record);
                return;
            }
            definitions.put(
                    record.key(),
                    ActivePipeline.of(
                            record,
                            offset,
                            DefinitionReader::read,
                            definitions.lookups().of(record.tenant())));
            definitions.advance(offset++);
        });
    }

    private synchronized void appendLookup(Supplier<Optional<LookupChange>> decision) {
        decision.get().ifPresent(change -> {
            change.removed()
                    .forEach(version ->
                            definitions.lookups().remove(version.tenant(), version.lookup(), version.version()));
            change.added().ifPresent(version -> {
                ByteArrayOutputStream encoded = new ByteArrayOutputStream();
                version.chunks().forEach(encoded::writeBytes);
                definitions
                        .lookups()
                        .put(version.record(), offset, Optional.of(LookupTable.decode(encoded.toByteArray())));
            });
            definitions.advance(offset++);
        });
    }

    @Override
    public Attachment get() {
        if (obstacle.isPresent()) {
            throw new NotReadyException(obstacle.get());
        }
        return attachment;
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }
}
