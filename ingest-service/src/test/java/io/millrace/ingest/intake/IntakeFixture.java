package io.millrace.ingest.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.RecordLimits;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An intake to a producer in memory, with its clock stopped. */
abstract class IntakeFixture {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    static final long DEFINITION_OFFSET = 17;
    static final int SCHEMA_ID = 5;

    final ActivePipeline pipeline = TestPipelines.speeds(DEFINITION_OFFSET, SCHEMA_ID, List.of());
    final ActivePipeline identified = TestPipelines.speeds(DEFINITION_OFFSET, SCHEMA_ID, List.of("device"));
    final RecordSerde<DeadLetter> serde = RecordSerde.withoutRegistry(new DeadLetter.Format(), 9);
    final List<String> metered = new ArrayList<>();
    final MockProducer<byte[], byte[]> producer = producer(true);

    static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Intake intake(MockProducer<byte[], byte[]> to, int maxEventBytes) {
        return intake(to, maxEventBytes, 10);
    }

    Intake intake(MockProducer<byte[], byte[]> to, int maxEventBytes, int recordsInFlight) {
        return intake(to, maxEventBytes, recordsInFlight, Duration.ofMinutes(1));
    }

    Intake intake(MockProducer<byte[], byte[]> to, int maxEventBytes, int recordsInFlight, Duration patience) {
        IntakeLimits limits =
                new IntakeLimits(new RecordLimits(1000, 8, 100), maxEventBytes, recordsInFlight, patience);
        return new Intake(
                to,
                serde,
                limits,
                (tenant, name, taken) -> metered.add(tenant + "/" + name + " " + taken.accepted() + " "
                        + taken.rejected() + " " + taken.unknownFields() + " " + taken.bytes()),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    IntakeRequest request(EventFormat format) {
        return request(pipeline, format, ContentEncoding.IDENTITY, Optional.empty());
    }

    static IntakeRequest request(
            ActivePipeline pipeline, EventFormat format, ContentEncoding encoding, Optional<String> key) {
        return new IntakeRequest(
                pipeline, format, encoding, CsvDialect.DEFAULT, "type/of-test", key, "request 1", IntakePace.FREE);
    }

    IntakeReport take(IntakeRequest request, String body) {
        return take(intake(producer, 1000), request, body);
    }

    static IntakeReport take(Intake intake, IntakeRequest request, String body) {
        return take(intake, request, new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    static IntakeReport take(Intake intake, IntakeRequest request, InputStream body) {
        return intake.take(request, body).toCompletableFuture().join();
    }

    List<ProducerRecord<byte[], byte[]>> sent(String topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }

    List<DeadLetter> deadLetters() {
        return sent("dead-letters").stream()
                .map(record -> serde.deserialize(record.value()))
                .toList();
    }

    static String row(String device, Object speed) {
        return "{\"device\":\"" + device + "\",\"speed\":" + speed + "}\n";
    }
}
