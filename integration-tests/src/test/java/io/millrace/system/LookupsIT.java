package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.embedded.Component;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events get fields from lookups, by event time, and go on getting them after a restart. */
@ExtendWith(RunningMillrace.class)
class LookupsIT {
    private static final String TENANT = "lookups";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: province, type: string}
                - {name: at, type: timestamp}
              time: at
            enrich:
              - {lookup: provinces, on: province, add: [region]}
            rollups:
              - name: by_region
                dimensions: [region]
                window: {type: tumbling, size: 1h}
                measures: [{name: readings, type: count}]
            """;
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T06:00:00Z";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldJoinByEventTimeAlsoAfterARestart(Client client) throws Exception {
        // Given
        assertThat(client.putPipeline(TENANT, "readings", DEFINITION).status()).isEqualTo(422);
        StringBuilder many = new StringBuilder("code,region\nHKD,south\nBJ,north\n");
        for (int row = 0; row < 100_000; row++) {
            many.append("code-").append(row).append(",region-").append(row % 10).append('\n');
        }
        Client.Answer first = client.putLookup(TENANT, "provinces", "", many.toString());
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("rows").asInt()).isEqualTo(100_002);
        assertThat(client.putPipeline(TENANT, "readings", DEFINITION).status()).isEqualTo(201);
        post(client, "HKD", "2026-01-01T01:59:59.999Z");
        post(client, "nowhere", "2026-01-01T01:00:00Z");

        // When
        Client.Answer second =
                client.putLookup(TENANT, "provinces", "?validFrom=2026-01-01T02:00:00Z", "code,region\nHKD,coast\n");
        assertThat(second.status()).as(second.text()).isEqualTo(200);
        post(client, "HKD", "2026-01-01T02:00:00Z");
        post(client, "HKD", "2026-01-01T01:30:00Z");
        awaitRows(client, List.of("T01 null 1", "T01 south 2", "T02 coast 1"));
        client.platform().stop(Component.STREAM);
        client.platform().start(Component.STREAM);
        post(client, "HKD", "2026-01-01T03:00:00Z");
        post(client, "code-77", "2026-01-01T01:00:00Z");

        // Then
        awaitRows(client, List.of("T01 null 1", "T01 region-7 1", "T01 south 2", "T02 coast 1", "T03 coast 1"));
    }

    private static void post(Client client, String province, String at) throws Exception {
        Client.Answer answer = client.postEvents(
                TENANT, "readings", "application/json", "{\"province\": \"" + province + "\", \"at\": \"" + at + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static void awaitRows(Client client, List<String> expected) throws Exception {
        assertThat(Client.await("all are served", PATIENCE, () -> rows(client), expected::equals))
                .isEqualTo(expected);
    }

    private static List<String> rows(Client client) throws Exception {
        if (client.events(TENANT, "readings", "by_region", FROM, TO) == 0) {
            return List.of();
        }
        TreeMap<String, Long> rows = new TreeMap<>();
        for (JsonNode row : client.allRows(TENANT, "readings", "by_region", FROM, TO, 100)) {
            String hour = row.path("windowStart").asText().substring(10, 13);
            rows.put(
                    hour + " " + row.path("dimensions").path("region").asText(),
                    row.path("events").asLong());
        }
        return rows.entrySet().stream()
                .map(row -> row.getKey() + " " + row.getValue())
                .toList();
    }
}
