package io.millrace.query.service;

import io.micronaut.context.annotation.Replaces;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.tenants.TenantsView;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.answer.AlertQuestions;
import io.millrace.query.answer.DeadLetterQuestions;
import io.millrace.query.answer.Questions;
import io.millrace.query.answer.RunQuestions;
import io.millrace.query.answer.SourceRunQuestions;
import io.millrace.query.answer.TableQuestions;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.SettableClock;
import io.millrace.query.data.StoredAlerts;
import io.millrace.query.data.StoredDeadLetters;
import io.millrace.query.data.StoredRows;
import io.millrace.query.data.StoredRuns;
import io.millrace.query.data.StoredSourceRuns;
import io.millrace.query.data.StoredTable;
import io.millrace.query.live.RowChanges;
import io.millrace.query.read.AlertReader;
import io.millrace.query.read.AlertSource;
import io.millrace.query.read.DeadLetterReader;
import io.millrace.query.read.DeadLetterSource;
import io.millrace.query.read.ProofReader;
import io.millrace.query.read.ProofSource;
import io.millrace.query.read.ReadLimits;
import io.millrace.query.read.RollupReader;
import io.millrace.query.read.RowSource;
import io.millrace.query.read.RunReader;
import io.millrace.query.read.RunSource;
import io.millrace.query.read.SourceRunReader;
import io.millrace.query.read.SourceRunSource;
import io.millrace.query.read.TableReader;
import io.millrace.query.read.TableSource;
import io.millrace.query.read.TimelineSource;
import io.millrace.query.read.Timelines;
import io.millrace.shell.life.NotReadyException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Definitions, progress and rows in memory. */
@Singleton
@Replaces(LiveBackends.class)
final class FakeBackends implements Backends {
    static final Instant NOW = Instant.parse("2019-08-01T03:40:00Z");

    private final DefinitionsView definitions = new DefinitionsView(Duration.ZERO);
    private final RecordSerde<ApiKeyRecord> keySerde = RecordSerde.withoutRegistry(new ApiKeyRecord.Format(), 12);
    private final TenantsView tenants =
            new TenantsView(RecordSerde.withoutRegistry(new TenantRecord.Format(), 13), keySerde);
    private final SettableClock clock = new SettableClock(NOW);
    private volatile StreamTimes streamTimes = new StreamTimes(clock);
    private volatile RowSource rows = new StoredRows();
    private volatile AlertSource alerts = new StoredAlerts();
    private volatile TableSource tables = new StoredTable(List.of());
    private volatile DeadLetterSource deadLetters = new StoredDeadLetters();
    private volatile RunSource runs = new StoredRuns();
    private volatile SourceRunSource sourceRuns = new StoredSourceRuns();
    private volatile ProofSource proofs = tenant -> CompletableFuture.completedStage(List.of());
    private final List<RowChanges.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<String> obstacle = Optional.empty();

    FakeBackends() {
        definitions.put("acme/gpon", Gpon.pipeline());
    }

    /** As if just started. */
    void reset() {
        streamTimes = new StreamTimes(clock);
        rows = new StoredRows();
        alerts = new StoredAlerts();
        tables = new StoredTable(List.of());
        runs = new StoredRuns();
        sourceRuns = new StoredSourceRuns();
        proofs = tenant -> CompletableFuture.completedStage(List.of());
        obstacle = Optional.empty();
    }

    void store(RowSource newRows) {
        rows = newRows;
    }

    void store(AlertSource newAlerts) {
        alerts = newAlerts;
    }

    void storeTable(TableSource newTables) {
        tables = newTables;
    }

    void storeDeadLetters(DeadLetterSource newDeadLetters) {
        deadLetters = newDeadLetters;
    }

    void storeRuns(RunSource newRuns) {
        runs = newRuns;
    }

    void storeSourceRuns(SourceRunSource newRuns) {
        sourceRuns = newRuns;
    }

    void storeProofs(ProofSource newProofs) {
        proofs = newProofs;
    }

    void put(ActivePipeline pipeline) {
        definitions.put(pipeline.record().key(), pipeline);
    }

    void obstruct(Optional<String> newObstacle) {
        obstacle = newObstacle;
    }

    void progress(int partition, Instant greatestEventTime) {
        streamTimes.put(
                new ProgressRecords.Key(Gpon.TENANT, Gpon.PIPELINE, partition),
                new ProgressRecords.Progress(greatestEventTime, 1, 0, NOW));
    }

    void putKey(ApiKeyRecord key) {
        tenants.take(new ConsumerRecord<>(
                "tenants", 0, 0, key.key().getBytes(StandardCharsets.UTF_8), keySerde.serialize(key)));
    }

    @Override
    public TenantsView tenants() {
        return tenants;
    }

    @Override
    public Questions questions() {
        if (obstacle.isPresent()) {
            throw new NotReadyException("waiting for " + obstacle.get());
        }
        // Who follows rows asks again and again.
        RowSource current = (slice, receiver) -> rows.read(slice, receiver);
        RollupReader reader = new RollupReader(current, ReadLimits.DEFAULT, (slices, scanned, answered) -> {});
        return new Questions(
                definitions, reader, new Timelines(TimelineSource.NONE, clock), streamTimes, () -> true, clock);
    }

    /** As if the stream-processor had written a row. */
    void change(RollupRow.Key key) {
        listeners.forEach(listener -> listener.changed(key));
    }

    /** As if Kafka had failed for a while. */
    void missChanges() {
        listeners.forEach(RowChanges.Listener::missed);
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public RowChanges changes() {
        return listener -> {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        };
    }

    @Override
    public AlertQuestions alerts() {
        return new AlertQuestions(definitions, new AlertReader(alerts, ReadLimits.DEFAULT));
    }

    @Override
    public DeadLetterQuestions deadLetters() {
        return new DeadLetterQuestions(definitions, new DeadLetterReader(deadLetters, ReadLimits.DEFAULT), clock);
    }

    @Override
    public RunQuestions runs() {
        if (obstacle.isPresent()) {
            throw new NotReadyException("waiting for " + obstacle.get());
        }
        return new RunQuestions(definitions, new RunReader(runs, ReadLimits.DEFAULT), clock);
    }

    @Override
    public SourceRunQuestions sourceRuns() {
        if (obstacle.isPresent()) {
            throw new NotReadyException("waiting for " + obstacle.get());
        }
        return new SourceRunQuestions(definitions, new SourceRunReader(sourceRuns, ReadLimits.DEFAULT));
    }

    @Override
    public ProofReader proofs() {
        return new ProofReader(definitions, proofs, ReadLimits.DEFAULT);
    }

    @Override
    public TableQuestions tables() {
        if (obstacle.isPresent()) {
            throw new NotReadyException("waiting for " + obstacle.get());
        }
        return new TableQuestions(definitions, new TableReader(tables, ReadLimits.DEFAULT));
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }
}
