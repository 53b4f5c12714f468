package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.embedded.Component;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A team's own topic of Avro, written with two versions of a schema in the registry, and with what is no record of either. */
@ExtendWith(RunningMillrace.class)
class TopicSourceIT {
    private static final String TENANT = "topic-avro";
    private static final String TOPIC = "team-avro";
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int RECORDS = 60_000;
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: device, type: string}
                - {name: at, type: timestamp, format: epoch-ms}
                - {name: speed, type: long, min: 0}
                - {name: site, type: string, optional: true}
              time: at
            rollups:
              - name: by_site
                dimensions: [site]
                window: {type: tumbling, size: 1d}
                measures: [{name: readings, type: count}, {name: speed, type: sum, field: speed}]
            sources:
              - {type: kafka, topic: team-avro, format: avro, startFrom: earliest}
            """;
    private static final Schema FIRST = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("device")
            .requiredLong("at")
            .requiredLong("speed")
            .endRecord();
    private static final Schema SECOND = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("device")
            .requiredLong("at")
            .requiredLong("speed")
            .name("site")
            .type()
            .stringType()
            .stringDefault("none")
            .endRecord();

    @Test
    void shouldReadAvroOnceOverAKillAndKeepWhatIsNone(Client client) throws Exception {
        // Given
        KafkaConnection kafka =
                new KafkaConnection(client.platform().addresses().kafka());
        TopicCreator.ensure(kafka, Duration.ofSeconds(30), List.of(new TopicDeclaration(TOPIC, 3, Map.of())));
        SchemaRegistry registry =
                new SchemaRegistry(client.platform().addresses().registry());
        int first = registry.register(TOPIC + "-value", FIRST);
        int second = registry.register(TOPIC + "-value", SECOND);
        byte[] good = avro(SECOND, second, 1);
        List<byte[]> bad = new ArrayList<>();
        bad.add(null);
        bad.add("{\"device\":\"d\"}".getBytes(StandardCharsets.UTF_8));
        bad.add(Arrays.copyOf(good, good.length - 3));
        bad.add(ByteBuffer.wrap(good.clone()).putInt(1, 999_999).array());
        bad.add(avro(SECOND, second, -1));
        produce(kafka, first, second, bad);

        // When
        Client.Answer put = client.putPipeline(TENANT, "readings", DEFINITION);
        assertThat(put.status()).as(put.text()).isEqualTo(201);
        Client.await(
                "some are taken",
                PATIENCE,
                () -> source(client),
                source -> source.path("accepted").asLong() > 0);
        client.platform().kill(Component.INGEST);
        client.platform().awaitReady();

        // Then
        JsonNode source = Client.await(
                "nothing waits",
                PATIENCE,
                () -> source(client),
                known -> known.path("lag").asLong(-1) == 0
                        && known.path("accepted").asLong() == RECORDS
                        && known.path("rejected").asLong() == bad.size());
        assertThat(source.path("accepted").asLong()).isEqualTo(RECORDS);
        assertThat(client.metrics(Component.INGEST))
                .containsPattern("millrace_source_lag\\{[^}]*tenant=\"topic-avro\"[^}]*} 0\\.0");
        Client.await(
                "all are counted",
                PATIENCE,
                () -> client.events(TENANT, "readings", "by_site", FROM, TO),
                counted -> counted >= RECORDS);
        List<JsonNode> rows = client.allRows(TENANT, "readings", "by_site", FROM, TO, 10);
        assertThat(rows)
                .extracting(row -> row.path("dimensions").path("site").asText("null") + " "
                        + row.path("measures").path("readings").asLong())
                .containsExactlyInAnyOrder("null " + RECORDS / 2, "here " + RECORDS / 2);
        // Offsets of partition 1: what could not be used came first.
        assertThat(DeadLetters.of(client, TENANT))
                .allSatisfy(letter -> assertThat(letter.origin()).isEqualTo("topic team-avro partition 1"))
                .extracting(letter -> letter.index() + " " + letter.code())
                .containsExactlyInAnyOrder(
                        "0 malformed-record",
                        "1 malformed-record",
                        "2 malformed-record",
                        "3 malformed-record",
                        "4 out-of-range");
        assertThat(DeadLetters.of(client, TENANT))
                .extracting(DeadLetter::original)
                .filteredOn(original -> original.length == 0)
                .hasSize(1);
        Client.Answer status = Client.await(
                "the dead are told",
                PATIENCE,
                () -> client.get("/v1/tenants/" + TENANT + "/pipelines/readings/status"),
                answer -> answer.body().path("dead").asLong() >= bad.size());
        assertThat(status.body().path("dead").asLong()).isEqualTo(bad.size());
        assertThat(status.body().path("accepted").asLong()).isEqualTo(RECORDS);
    }

    /** What can't be used first, into a partition by itself; then half of the records by each schema, some without a key. */
    private static void produce(KafkaConnection kafka, int first, int second, List<byte[]> bad) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            byte[] key = {7};
            for (byte[] value : bad) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, 1, key, value)));
            }
            for (int number = 0; number < RECORDS; number++) {
                byte[] value = number % 2 == 0 ? avro(FIRST, first, 1) : avro(SECOND, second, 1);
                sent.add(producer.send(new ProducerRecord<>(TOPIC, number % 3, number % 5 == 0 ? null : key, value)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private static byte[] avro(Schema schema, int schemaId, long speed) throws IOException {
        GenericRecord record = new GenericData.Record(schema);
        record.put("device", "d");
        record.put("at", 1_767_225_600_000L);
        record.put("speed", speed);
        if (schema.getField("site") != null) {
            record.put("site", "here");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return out.toByteArray();
    }

    /** As the service lists it; missing while it does not answer. */
    private static JsonNode source(Client client) throws InterruptedException {
        try {
            return client.get("/v1/tenants/" + TENANT + "/sources")
                    .body()
                    .path("sources")
                    .path(0);
        } catch (IOException unreachable) {
            return MissingNode.getInstance();
        }
    }
}
