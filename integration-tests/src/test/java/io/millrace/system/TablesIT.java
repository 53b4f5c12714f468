package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.sample.GponSample;
import io.millrace.embedded.Component;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Typed tables, from the definition to the answer. */
@ExtendWith(RunningMillrace.class)
class TablesIT {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss", Locale.ROOT);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BATCH = 2_000;
    private static final String DEVICES = """
            apiVersion: millrace/v1
            pipeline: devices
            event:
              fields:
                - {name: device, type: string}
                - {name: port, type: int}
                - {name: at, type: timestamp}
                - {name: price, type: "decimal(6,2)", optional: true}
              time: at
              id: [device, port, at]
            tables:
              - {name: latest, key: [device, port], columns: [at, price, twice]}
            derive: [{name: twice, type: long, expr: 2 * port}]
            """;

    /** What a unit's row must be: the cells of its newest line. */
    private static Map<String, String[]> newest(List<String> lines) {
        Map<String, String[]> newest = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            // Of two readings of a unit and time the first counts.
            if (seen.add(cells[7] + "@" + cells[8])) {
                newest.merge(cells[7], cells, (left, right) -> at(left).isBefore(at(right)) ? right : left);
            }
        }
        return newest;
    }

    private static Instant at(String[] cells) {
        return LocalDateTime.parse(cells[8], TIME)
                .atZone(ZoneId.of("Asia/Shanghai"))
                .toInstant();
    }

    @Test
    void shouldServeTheNewestReadingOfEachUnitThoughProcessesAreKilled(Client client) throws Exception {
        // Given
        String tenant = "tables-kill";
        StringBuilder csv = new StringBuilder();
        new GponSample(5, 20_000, 400, 0).writeTo(csv);
        List<String> lines = new ArrayList<>(List.of(csv.toString().split("\n")));
        lines.remove(0);
        Collections.shuffle(lines, new Random(3));
        assertThat(client.putPipeline(tenant, "gpon", TruthIT.definition()).status())
                .isEqualTo(201);

        // When
        for (int from = 0; from < lines.size(); from += BATCH) {
            if (from == 3 * BATCH) {
                client.platform().kill(Component.STREAM);
            } else if (from == 6 * BATCH) {
                client.platform().kill(Component.WRITER);
            }
            post(client, tenant, lines.subList(from, from + BATCH));
        }

        // Then
        Map<String, String[]> expected = newest(lines);
        assertThat(expected).hasSizeGreaterThan(300);
        for (Map.Entry<String, String[]> unit : expected.entrySet()) {
            JsonNode row = Client.await(
                    "the newest reading of " + unit.getKey() + " is served",
                    PATIENCE,
                    () -> row(client, tenant, unit.getKey()),
                    found -> found.path("recorded_at")
                            .asText()
                            .equals(at(unit.getValue()).toString()));
            assertThat(row.path("province").asText()).isEqualTo(unit.getValue()[0]);
            assertThat(row.path("device").asText()).isEqualTo(unit.getValue()[1]);
            assertThat(row.path("speed_in").asText()).isEqualTo(unit.getValue()[9]);
            assertThat(row.path("speed_out").asText()).isEqualTo(unit.getValue()[10]);
        }
        client.platform().awaitReady();
    }

    private static JsonNode row(Client client, String tenant, String unit) throws IOException, InterruptedException {
        Client.Answer answer = client.getTable(tenant, "device_by_onuid?onu=" + unit);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().path("rows").path(0);
    }

    private static void post(Client client, String tenant, List<String> lines) throws Exception {
        String body = GponSample.HEADER + "\n" + String.join("\n", lines) + "\n";
        Client.Answer answer =
                client.postEvents(tenant, "gpon", "text/csv", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    @Test
    void shouldGoOnWithAnotherColumnAndRefuseWhatTheTableCannotBecome(Client client) throws Exception {
        // Given
        String tenant = "tables-change";
        assertThat(client.putPipeline(tenant, "devices", DEVICES).status()).isEqualTo(201);
        Client.Answer empty = Client.await(
                "the query service knows the table",
                PATIENCE,
                () -> client.getTable(tenant, "latest?device=a"),
                answer -> answer.status() == 200);
        assertThat(empty.body().path("rows")).isEmpty();
        postDevice(client, tenant, 1, "2026-01-01T00:00:02Z", "\"12.50\"");
        postDevice(client, tenant, 1, "2026-01-01T00:00:01Z", "1");
        postDevice(client, tenant, 2, "2026-01-01T00:00:01Z", "null");
        awaitRows(
                client,
                tenant,
                "device=a",
                "[{\"device\":\"a\",\"port\":1,\"at\":\"2026-01-01T00:00:02Z\",\"price\":\"12.50\",\"twice\":2},"
                        + "{\"device\":\"a\",\"port\":2,\"at\":\"2026-01-01T00:00:01Z\",\"price\":null,\"twice\":4}]");

        // When
        Client.Answer key =
                client.putPipeline(tenant, "devices", DEVICES.replace("key: [device, port]", "key: [port]"));
        Client.Answer type = client.putPipeline(
                tenant, "devices", DEVICES.replace("type: long, expr: 2 * port", "type: string, expr: device"));
        Client.Answer taken =
                client.putPipeline(tenant, "others", DEVICES.replace("pipeline: devices", "pipeline: others"));

        // Then
        assertThat(key.status()).as(key.text()).isEqualTo(409);
        assertThat(key.text()).contains("tables[0].key").contains("latest_2");
        assertThat(type.status()).as(type.text()).isEqualTo(409);
        assertThat(taken.status()).as(taken.text()).isEqualTo(422);
        assertThat(taken.text()).contains("belongs to pipeline devices");

        // When
        Client.Answer put = client.putPipeline(
                tenant,
                "devices",
                DEVICES.replace("[at, price, twice]", "[at, name]")
                        .replace("expr: 2 * port}", "expr: 2 * port}, {name: name, type: string, expr: string(port)}"));
        assertThat(put.status()).as(put.text()).isEqualTo(200);
        postDevice(client, tenant, 1, "2026-01-01T00:00:03Z", "3");

        // Then
        awaitRows(
                client,
                tenant,
                "device=a&port=1",
                "[{\"device\":\"a\",\"port\":1,\"at\":\"2026-01-01T00:00:03Z\",\"name\":\"1\"}]");
    }

    private static void postDevice(Client client, String tenant, int port, String at, String price) throws Exception {
        Client.Answer answer = client.postEvents(
                tenant,
                "devices",
                "application/json",
                "{\"device\": \"a\", \"port\": " + port + ", \"at\": \"" + at + "\", \"price\": " + price + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static void awaitRows(Client client, String tenant, String key, String rows) throws Exception {
        String served = Client.await(
                "the rows are served",
                PATIENCE,
                () -> client.getTable(tenant, "latest?" + key)
                        .body()
                        .path("rows")
                        .toString(),
                rows::equals);
        assertThat(served).isEqualTo(rows);
    }
}
