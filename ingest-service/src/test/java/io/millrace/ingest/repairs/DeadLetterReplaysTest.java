package io.millrace.ingest.repairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.intake.IntakeLimits;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.intake.TestPipelines;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.kafka.registry.RegisteredAvro;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.model.format.CutRecord;
import io.millrace.model.format.RecordLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class DeadLetterReplaysTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final Instant AT = Instant.parse("2026-03-09T23:59:59.999Z");
    private static final EventId DERIVED = EventId.of(new UUID(0x8000L, 0x8000000000000001L));
    private static final Map<String, String> SET = Map.of("speed", "int(record.speed.replace('k', '000'))");

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Speed", "fields": [
              {"name": "device", "type": "string"}, {"name": "speed", "type": "string"}]}""");

    private final ActivePipeline pipeline = TestPipelines.speeds(17, 5, List.of());
    private final ActivePipeline identified = TestPipelines.speeds(17, 5, List.of("device"));
    private final List<DeadLetter> letters = new ArrayList<>();
    private final MemoryReplayLog log = new MemoryReplayLog();
    private final DeadLetterReplays replays = new DeadLetterReplays(
            (selection, taking) -> letters.stream().filter(selection::wants).allMatch(taking),
            log,
            new IntakeLimits(RecordLimits.DEFAULT, 1_000, 10, Duration.ofMinutes(1)),
            (index, bytes) -> new CutRecord(index, bytes, new CutRecord.Avro(SCHEMA, 5)),
            IntakeMetrics.NONE,
            Clock.fixed(NOW, ZoneOffset.UTC));
    private int ids;

    private DeadLetter letter(String stage, byte[] original, Optional<String> header, Optional<EventId> eventId) {
        return letter(stage, "text/csv", original, header, eventId);
    }

    private DeadLetter letter(
            String stage, String contentType, byte[] original, Optional<String> header, Optional<EventId> eventId) {
        DeadLetter letter = new DeadLetter(
                new UUID(1, ++ids),
                "acme",
                "speeds",
                AT,
                stage,
                "not-a-number",
                Optional.of("speed"),
                "message",
                "request 1",
                0,
                1,
                contentType,
                header,
                original,
                false,
                eventId,
                Optional.empty());
        letters.add(letter);
        return letter;
    }

    private DeadLetter csv(String line, Optional<EventId> eventId) {
        return letter("ingest", line.getBytes(UTF_8), Optional.of("device;speed"), eventId);
    }

    private static LetterSelection all() {
        return new LetterSelection("acme", "speeds", Optional.empty(), AT.minusSeconds(1), NOW, Set.of());
    }

    private RepairRequest request(ActivePipeline of) {
        return new RepairRequest(of, all(), SET);
    }

    private List<String> sent() {
        return log.events.stream()
                .map(record -> {
                    Event event = new Event(pipeline.schema());
                    new EventDecoder(pipeline.schema(), pipeline.schema()).decode(record.value(), event);
                    return event.asString(0) + " " + event.asLong(1) + " " + Instant.ofEpochMilli(event.eventTime());
                })
                .toList();
    }

    @Test
    void shouldSendWhatCanBeRepairedOnceHoweverOftenItIsReplayed() {
        // Given
        csv("a;5k", Optional.empty());
        DeadLetter hopeless = csv("b;fast", Optional.empty());
        csv("c;7", Optional.empty());

        // When
        ReplayReceipt first = replays.replay(request(pipeline));
        ReplayReceipt second = replays.replay(request(pipeline));

        // Then
        assertThat(first.counts().selected()).isEqualTo(3);
        assertThat(first.counts().replayed()).isEqualTo(2);
        assertThat(first.counts().stillRejected()).isEqualTo(1);
        assertThat(first.counts().complete()).isTrue();
        assertThat(first.counts().reasons())
                .containsExactly(new ReplayReceipt.Reason("expression-failed", Optional.empty(), 1));
        assertThat(first.counts().rejected()).singleElement().satisfies(rejection -> {
            assertThat(rejection.letter()).isEqualTo(hopeless.id());
            assertThat(rejection.message()).contains("record.speed = \"fast\"");
        });
        assertThat(second.counts().replayed()).isZero();
        assertThat(second.counts().alreadyReplayed()).isEqualTo(2);
        assertThat(sent()).containsExactly("a 5000 2026-03-09T23:59:59.999Z", "c 7 2026-03-09T23:59:59.999Z");
        assertThat(log.events).allMatch(record -> record.topic().equals("events.acme"));
        assertThat(replays.find("acme", first.id())).contains(first);
        assertThat(replays.find("other", first.id())).isEmpty();
    }

    @Test
    void shouldReadAvroOfATopicByItsRegisteredSchemaAndOfAFileByThatOfTheFile() {
        // Given
        byte[] registered = {0, 0, 0, 0, 7, 2, 'a', 4, '5', 'k'};
        byte[] contained = {2, 'b', 4, '6', 'k'};
        letter("ingest", RegisteredAvro.CONTENT_TYPE, registered, Optional.empty(), Optional.empty());
        letter("ingest", "application/avro", contained, Optional.of(SCHEMA.toString()), Optional.empty());
        letter("ingest", "avro/binary", contained, Optional.of("no schema"), Optional.empty());
        letter("ingest", "application/vnd.apache.avro", contained, Optional.empty(), Optional.empty());

        // When
        ReplayReceipt receipt = replays.replay(request(pipeline));

        // Then
        assertThat(sent()).containsExactly("a 5000 2026-03-09T23:59:59.999Z", "b 6000 2026-03-09T23:59:59.999Z");
        assertThat(receipt.counts().reasons())
                .containsExactly(new ReplayReceipt.Reason("malformed-record", Optional.empty(), 2));
    }

    @Test
    void shouldShowBeforeAndAfterAndSendNothingInADryRun() {
        // Given
        csv("a;5k", Optional.empty());
        csv("b;fast", Optional.empty());
        csv("c;7k", Optional.empty());

        // When
        DeadLetterReplays.DryRun run = replays.dryRun(request(pipeline), 2);

        // Then
        assertThat(run.counts().replayed()).isEqualTo(2);
        assertThat(run.counts().stillRejected()).isEqualTo(1);
        assertThat(run.examples()).hasSize(2);
        assertThat(run.examples().get(0).outcome().before()).isEqualTo(Map.of("device", "a", "speed", "5k"));
        assertThat(run.examples().get(0).outcome()).isInstanceOf(RepairOutcome.Event.class);
        assertThat(run.examples().get(1).outcome()).isInstanceOf(RepairOutcome.Rejected.class);
        assertThat(log.events).isEmpty();
    }

    @Test
    void shouldCountCopiesOfARecordOnceEvenInReplaysFarApart() {
        // Given
        csv("a;5k", Optional.of(DERIVED));
        csv("a;5k", Optional.of(DERIVED));

        // When
        ReplayReceipt first = replays.replay(request(pipeline));
        csv("a;5k", Optional.of(DERIVED));
        ReplayReceipt second = replays.replay(request(pipeline));

        // Then
        assertThat(first.counts().replayed()).isEqualTo(1);
        assertThat(second.counts().replayed()).isZero();
        assertThat(log.events).singleElement().satisfies(record -> assertThat(record.key())
                .isEqualTo(DERIVED.toBytes()));
    }

    @Test
    void shouldLetADeclaredIdGoBeforeAnyOther() {
        // Given
        csv("a;5k", Optional.of(DERIVED));
        csv("a;6k", Optional.empty());

        // When
        ReplayReceipt receipt = replays.replay(request(identified));

        // Then
        assertThat(receipt.counts().replayed()).isEqualTo(1);
        assertThat(receipt.counts().alreadyReplayed()).isEqualTo(1);
    }

    @Test
    void shouldGiveEachLetterWithoutAnIdOneOfItsOwn() {
        // Given
        csv("a;5k", Optional.empty());
        csv("a;5k", Optional.empty());

        // When
        ReplayReceipt receipt = replays.replay(request(pipeline));

        // Then
        assertThat(receipt.counts().replayed()).isEqualTo(2);
        assertThat(log.events)
                .extracting(record -> EventId.read(record.key()))
                .doesNotHaveDuplicates()
                .allMatch(EventId::isDerived);
    }

    @Test
    void shouldRepairAnEventThatWasAcceptedAndKeepItsTime() {
        // Given
        Event accepted = new Event(pipeline.schema());
        accepted.setString(0, "a");
        accepted.setLong(1, 5);
        Instant happened = Instant.parse("2026-03-09T08:00:00Z");
        accepted.setEnvelope(happened.toEpochMilli(), happened.toEpochMilli(), 3);
        ByteWriter encoded = new ByteWriter();
        EventEncoder.encode(accepted, 5, encoded);
        letter("route", encoded.toByteArray(), Optional.empty(), Optional.of(DERIVED));

        // When
        replays.replay(new RepairRequest(pipeline, all(), Map.of("speed", "int(record.speed) * 2")));

        // Then
        assertThat(sent()).containsExactly("a 10 2026-03-09T08:00:00Z");
        assertThat(EventId.read(log.events.get(0).key())).isEqualTo(DERIVED);
    }

    @Test
    void shouldSayWhatIsNoRecord() {
        // Given
        letter("write", new byte[] {0, 0, 0, 0, 1}, Optional.empty(), Optional.empty());
        letter("route", new byte[] {7}, Optional.empty(), Optional.empty());

        // When
        ReplayReceipt receipt = replays.replay(request(pipeline));

        // Then
        assertThat(receipt.counts().rejected())
                .extracting(ReplayReceipt.Rejection::code)
                .containsExactly("not-a-record", "malformed-record");
    }

    @Test
    void shouldSelectByPipelineCodeTimeAndId() {
        DeadLetter letter = csv("a;1", Optional.empty());

        assertThat(all().wants(letter)).isTrue();
        assertThat(selection(Optional.of("not-a-number"), AT, AT.plusMillis(1), Set.of(letter.id()))
                        .wants(letter))
                .isTrue();
        assertThat(selection(Optional.of("other"), AT, NOW, Set.of()).wants(letter))
                .isFalse();
        assertThat(selection(Optional.empty(), AT.plusMillis(1), NOW, Set.of()).wants(letter))
                .isFalse();
        assertThat(selection(Optional.empty(), AT.minusSeconds(1), AT, Set.of()).wants(letter))
                .isFalse();
        assertThat(selection(Optional.empty(), AT, NOW, Set.of(new UUID(9, 9))).wants(letter))
                .isFalse();
        assertThat(new LetterSelection("other", "speeds", Optional.empty(), AT, NOW, Set.of()).wants(letter))
                .isFalse();
    }

    private static LetterSelection selection(Optional<String> code, Instant from, Instant to, Set<UUID> ids) {
        return new LetterSelection("acme", "speeds", code, from, to, ids);
    }

    @Test
    void shouldBeginToReadWhereIdsSayTheyWereWritten() {
        // Given
        UUID id = EventId.fresh(AT.toEpochMilli(), 1, 2).toUuid();

        // Then
        assertThat(selection(Optional.empty(), Instant.EPOCH, NOW, Set.of(id)).writtenFrom())
                .isEqualTo(AT.minus(Duration.ofMinutes(5)));
        assertThat(selection(Optional.empty(), AT.minusSeconds(9), NOW, Set.of(id, new UUID(1, 1)))
                        .writtenFrom())
                .isEqualTo(AT.minusSeconds(9).minus(Duration.ofMinutes(5)));
    }
}
