package io.millrace.ingest.sources;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.TestPipelines;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.record.SourceRunRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.format.RecordLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes a source's steps, and remembers what they committed, as a topic would. Its clock stands still unless it is moved. */
public final class Steps {
    public static final SourceKey KEY = new SourceKey("acme", "speeds", "one");

    private static final RecordSerde<DeadLetter> SERDE = RecordSerde.withoutRegistry(new DeadLetter.Format(), 9);

    private final MovingClock clock = new MovingClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final ActivePipeline pipeline;
    private SourceProgressRecord progress;

    /** What a source that runs in a test is written with. */
    static SourceRecords records(RecordSerde<SourceProgressRecord> progress) {
        return new SourceRecords(
                progress,
                new TopicDeclaration("source-runs", TalkingSources.PARTITIONS, Map.of()),
                RecordSerde.withoutRegistry(new SourceRunRecord.Format(), 3));
    }

    /**
     * @param id fields that the definition declares as identity; among device and speed
     */
    public Steps(SourceDefinition definition, String... id) {
        this(definition, TestPipelines.speeds(17, 5, List.of(id)));
    }

    public Steps(SourceDefinition definition, ActivePipeline pipeline) {
        this.pipeline = pipeline;
        progress = ProgressChange.none(definition.place(), clock.instant());
    }

    public SourceIntake intake() {
        return new SourceIntake(
                new IntakeLimits(new RecordLimits(10_000, 8, 100), 10_000, 10, Duration.ofMinutes(1)), SERDE, clock);
    }

    public void pass(Duration time) {
        clock.pass(time);
    }

    public Instant now() {
        return clock.instant();
    }

    /** A step whose transaction is not committed. */
    public SourceStep lose(Source source) throws Exception {
        return source.step(new Source.Situation(pipeline, progress, clock.instant(), false));
    }

    /** A step that somebody asked for, committed. */
    public SourceStep ask(Source source) throws Exception {
        return commit(source.step(new Source.Situation(pipeline, progress, clock.instant(), true)));
    }

    /** A step whose transaction is committed, if it has one. */
    public SourceStep take(Source source) throws Exception {
        return commit(lose(source));
    }

    private SourceStep commit(SourceStep step) {
        step.commit().ifPresent(commit -> {
            records.addAll(commit.batch().records());
            progress = commit.progress();
        });
        return step;
    }

    /** Steps until one has nothing to commit, or is not to be followed by another at once. */
    public void takeAll(Source source) throws Exception {
        SourceStep step = take(source);
        while (step.commit().isPresent() && !step.again().isAfter(clock.instant())) {
            step = take(source);
        }
    }

    public SourceProgressRecord progress() {
        return progress;
    }

    public SourceProgressRecord.Run lastRun() {
        return progress.runs().get(0);
    }

    /** Keys of the events that were committed. */
    public List<String> ids() {
        return records.stream()
                .filter(record -> record.topic().equals("events.acme"))
                .map(record -> new String(record.key(), ISO_8859_1))
                .toList();
    }

    /** The events that were committed, as {@code device speed}. */
    public List<String> events() {
        Event event = new Event(pipeline.schema());
        return records.stream()
                .filter(record -> record.topic().equals("events.acme"))
                .map(record -> {
                    new EventDecoder(pipeline.schema(), pipeline.schema()).decode(record.value(), event);
                    return new String(event.bytes(), event.sliceOffset(0), event.sliceLength(0), UTF_8) + " "
                            + event.asLong(1);
                })
                .toList();
    }

    /** Event times of the events that were committed. */
    public List<Instant> times() {
        Event event = new Event(pipeline.schema());
        return records.stream()
                .filter(record -> record.topic().equals("events.acme"))
                .map(record -> {
                    new EventDecoder(pipeline.schema(), pipeline.schema()).decode(record.value(), event);
                    return Instant.ofEpochMilli(event.eventTime());
                })
                .toList();
    }

    public List<DeadLetter> deadLetters() {
        return records.stream()
                .filter(record -> record.topic().equals("dead-letters"))
                .map(record -> SERDE.deserialize(record.value()))
                .toList();
    }
}
