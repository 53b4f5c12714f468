package io.millrace.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What could not be used is repaired and counts, once. */
@ExtendWith(RunningMillrace.class)
class RepairIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: speeds
            event:
              fields:
                - {name: device, type: string, from: DEVICE}
                - {name: at, type: timestamp, from: TIME}
                - {name: speed, type: long, from: SPEED, min: 0}
              time: at
            derive: [{name: share, type: long, expr: 100 / speed}]
            rollups:
              - name: by_device
                dimensions: [device]
                window: {type: tumbling, size: 1h}
                measures: [{name: speed, type: sum, field: speed}]
            """;
    private static final String FROM = "2026-03-01T00:00:00Z";
    private static final String TO = "2026-03-02T00:00:00Z";
    private static final String THOUSANDS =
            "{\"pipeline\": \"speeds\", \"set\": {\"speed\": \"record.SPEED.replace('k', '000')\"}}";

    @Test
    void shouldCountRepairedRowsOnceHoweverOftenTheyAreReplayed(Client client) throws Exception {
        // Given
        String tenant = "repair-rows";
        assertThat(client.putPipeline(tenant, "speeds", DEFINITION).status()).isEqualTo(201);
        String csv = """
                DEVICE,TIME,SPEED
                a,2026-03-01T10:00:00Z,1
                a,2026-03-01T10:01:00Z,2k
                b,2026-03-01T10:02:00Z,3k
                b,2026-03-01T10:03:00Z,fast
                """;
        Map<String, String> once = Map.of("Idempotency-Key", "the same body");
        client.postEvents(tenant, "speeds", "text/csv", once, csv.getBytes(UTF_8));
        client.postEvents(tenant, "speeds", "text/csv", once, csv.getBytes(UTF_8));
        Client.await("the good row counts", PATIENCE, () -> sums(client, tenant), Map.of("a", 1L)::equals);
        String replay = "{\"pipeline\": \"speeds\", \"code\": \"not-a-number\","
                + " \"set\": {\"speed\": \"record.SPEED.replace('k', '000')\"}";

        // When
        Client.Answer dry = client.replayDeadLetters(tenant, replay + ", \"dryRun\": true}");
        Map<String, Long> afterDryRun = sums(client, tenant);
        Client.Answer first = client.replayDeadLetters(tenant, replay + "}");
        Client.await(
                "the repaired rows count",
                PATIENCE,
                () -> sums(client, tenant),
                Map.of("a", 2001L, "b", 3000L)::equals);
        Client.Answer second = client.replayDeadLetters(tenant, replay + "}");
        client.postEvents(tenant, "speeds", "text/csv", "DEVICE,TIME,SPEED\nc,2026-03-01T11:00:00Z,1\n");
        Map<String, Long> inTheEnd = Client.await(
                "what was sent last counts", PATIENCE, () -> sums(client, tenant), sums -> sums.containsKey("c"));

        // Then
        assertThat(dry.status()).as(dry.text()).isEqualTo(200);
        assertThat(dry.body().path("replayed").asInt()).isEqualTo(2);
        assertThat(dry.body().path("stillRejected").asInt()).isEqualTo(2);
        assertThat(dry.body().path("examples").findValuesAsText("speed")).contains("2k", "2000");
        assertThat(afterDryRun).isEqualTo(Map.of("a", 1L));
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("selected").asInt()).isEqualTo(6);
        assertThat(first.body().path("replayed").asInt()).isEqualTo(2);
        assertThat(first.body().path("alreadyReplayed").asInt()).isEqualTo(2);
        assertThat(first.body().path("stillRejected").asInt()).isEqualTo(2);
        assertThat(second.body().path("replayed").asInt()).as(second.text()).isZero();
        assertThat(second.body().path("alreadyReplayed").asInt()).isEqualTo(4);
        assertThat(inTheEnd).isEqualTo(Map.of("a", 2001L, "b", 3000L, "c", 1L));
        assertThat(client.get("/v1/tenants/" + tenant + "/dead-letter-replays/"
                                + first.body().path("id").asText())
                        .body())
                .isEqualTo(first.body());
    }

    @Test
    void shouldRepairAnEventThatCouldNotBeEvaluated(Client client) throws Exception {
        // Given
        String tenant = "repair-events";
        assertThat(client.putPipeline(tenant, "speeds", DEFINITION).status()).isEqualTo(201);
        client.postEvents(tenant, "speeds", "text/csv", "DEVICE,TIME,SPEED\na,2026-03-01T10:00:00Z,0\n");
        Client.await(
                "there is a letter", PATIENCE, () -> DeadLetters.of(client, tenant), letters -> letters.size() == 1);

        // When
        Client.Answer asItWas = client.replayDeadLetters(tenant, "{\"pipeline\": \"speeds\"}");
        Client.Answer repaired = client.replayDeadLetters(
                tenant,
                "{\"pipeline\": \"speeds\", \"code\": \"expression-failed\", \"set\": {\"speed\": \"int(record.speed) + 7\"}}");

        // Then
        assertThat(asItWas.body().path("stillRejected").asInt())
                .as(asItWas.text())
                .isEqualTo(1);
        assertThat(repaired.body().path("replayed").asInt()).as(repaired.text()).isEqualTo(1);
        Client.await("the repaired event counts", PATIENCE, () -> sums(client, tenant), Map.of("a", 7L)::equals);
        assertThat(DeadLetters.of(client, tenant)).hasSize(1);
    }

    @Test
    void shouldRepairACsvRowWithADelimiterAndAQuoteOfItsOwn(Client client) throws Exception {
        // Given
        String tenant = "repair-dialect";
        assertThat(client.putPipeline(tenant, "speeds", DEFINITION).status()).isEqualTo(201);
        String csv = """
                DEVICE|TIME|SPEED
                'a|1'|2026-03-01T10:00:00Z|1
                'b|2'|2026-03-01T10:01:00Z|'2k'
                """;
        String written = "?delimiter=%7C&quote=%27";
        client.postCsv(tenant, "speeds", written, "the same body", csv);
        Client.Answer again = client.postCsv(tenant, "speeds", written, "the same body", csv);
        Client.await("the good row counts", PATIENCE, () -> sums(client, tenant), Map.of("a|1", 1L)::equals);

        // When
        Client.Answer first = client.replayDeadLetters(tenant, THOUSANDS);
        Client.await(
                "the repaired row counts",
                PATIENCE,
                () -> sums(client, tenant),
                Map.of("a|1", 1L, "b|2", 2000L)::equals);
        Client.Answer second = client.replayDeadLetters(tenant, THOUSANDS);

        // Then
        assertThat(again.status()).as(again.text()).isEqualTo(207);
        assertReplayedOnce(first, second);
        assertSumsInTheEnd(client, tenant, Map.of("a|1", 1L, "b|2", 2000L, "last", 1L));
    }

    @Test
    void shouldRepairARecordOfAnAvroFile(Client client) throws Exception {
        // Given
        String tenant = "repair-avro";
        assertThat(client.putPipeline(tenant, "speeds", DEFINITION).status()).isEqualTo(201);
        byte[] file = avro(List.of("a", "2026-03-01T10:00:00Z", "1"), List.of("b", "2026-03-01T10:01:00Z", "2k"));
        Map<String, String> once = Map.of("Idempotency-Key", "the same file");
        client.postEvents(tenant, "speeds", "application/avro", once, file);
        Client.Answer again = client.postEvents(tenant, "speeds", "application/avro", once, file);
        Client.await("the good record counts", PATIENCE, () -> sums(client, tenant), Map.of("a", 1L)::equals);

        // When
        Client.Answer first = client.replayDeadLetters(tenant, THOUSANDS);
        Client.await(
                "the repaired record counts",
                PATIENCE,
                () -> sums(client, tenant),
                Map.of("a", 1L, "b", 2000L)::equals);
        Client.Answer second = client.replayDeadLetters(tenant, THOUSANDS);

        // Then
        assertThat(again.status()).as(again.text()).isEqualTo(207);
        assertReplayedOnce(first, second);
        assertSumsInTheEnd(client, tenant, Map.of("a", 1L, "b", 2000L, "last", 1L));
    }

    /** Of two letters of one record, one was replayed; replayed again, none. */
    private static void assertReplayedOnce(Client.Answer first, Client.Answer second) {
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("selected").asInt()).as(first.text()).isEqualTo(2);
        assertThat(first.body().path("replayed").asInt()).as(first.text()).isEqualTo(1);
        assertThat(first.body().path("alreadyReplayed").asInt())
                .as(first.text())
                .isEqualTo(1);
        assertThat(second.body().path("replayed").asInt()).as(second.text()).isZero();
        assertThat(second.body().path("alreadyReplayed").asInt())
                .as(second.text())
                .isEqualTo(2);
    }

    /** Nothing counts again while what is sent now comes to count. */
    private static void assertSumsInTheEnd(Client client, String tenant, Map<String, Long> sums) throws Exception {
        client.postEvents(tenant, "speeds", "text/csv", "DEVICE,TIME,SPEED\nlast,2026-03-01T11:00:00Z,1\n");
        Map<String, Long> inTheEnd = Client.await(
                "what was sent last counts", PATIENCE, () -> sums(client, tenant), seen -> seen.containsKey("last"));
        assertThat(inTheEnd).isEqualTo(sums);
    }

    /** A file of records of device, time and speed, all text. */
    @SafeVarargs
    private static byte[] avro(List<String>... records) throws IOException {
        Schema schema = SchemaBuilder.record("Reading")
                .fields()
                .requiredString("DEVICE")
                .requiredString("TIME")
                .requiredString("SPEED")
                .endRecord();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema)).create(schema, file)) {
            for (List<String> values : records) {
                GenericRecord record = new GenericData.Record(schema);
                for (int field = 0; field < values.size(); field++) {
                    record.put(field, values.get(field));
                }
                writer.append(record);
            }
        }
        return file.toByteArray();
    }

    private static Map<String, Long> sums(Client client, String tenant) throws Exception {
        Map<String, Long> sums = new TreeMap<>();
        if (client.events(tenant, "speeds", "by_device", FROM, TO) > 0) {
            for (JsonNode row : client.allRows(tenant, "speeds", "by_device", FROM, TO, 100)) {
                sums.merge(
                        row.path("dimensions").path("device").asText(),
                        row.path("measures").path("speed").asLong(),
                        Long::sum);
            }
        }
        return sums;
    }
}
