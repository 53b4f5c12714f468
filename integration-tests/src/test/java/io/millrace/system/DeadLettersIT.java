package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What could not be used can be read, with its bytes. */
@ExtendWith(RunningMillrace.class)
class DeadLettersIT {
    private static final String TENANT = "dead-letters-2";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: clicks
            event:
              fields:
                - {name: page, type: string}
                - {name: amount, type: long, min: 0}
            derive: [{name: share, type: long, expr: 100 / amount}]
            rollups:
              - name: total
                window: {type: tumbling, size: 1h}
                measures: [{name: shares, type: sum, field: share}]
            """;

    @Test
    void shouldListThemCountThemAndGiveBackTheirBytes(Client client) throws Exception {
        // Given
        assertThat(client.putPipeline(TENANT, "clicks", DEFINITION).status()).isEqualTo(201);

        // When
        Client.Answer answer = client.postEvents(
                TENANT,
                "clicks",
                "application/x-ndjson",
                "{\"page\": \"a\", \"amount\": 0}\n{\"page\": \"a\", \"amount\": -1}\n{\"page\": \"ä\"}\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(207);
        List<JsonNode> letters = Client.await(
                "the letters are stored", PATIENCE, () -> letters(client, "?pipeline=clicks"), all -> all.size() == 3);

        // Then
        assertThat(letters)
                .extracting(letter -> letter.path("stage").asText() + " "
                        + letter.path("code").asText())
                .containsExactlyInAnyOrder("route expression-failed", "ingest out-of-range", "ingest missing-field");
        JsonNode missing = letters(client, "?code=missing-field").get(0);
        assertThat(missing.path("line").asInt()).isEqualTo(3);
        String id = missing.path("id").asText();
        assertThat(client.getDeadLetters(TENANT, "/" + id)
                        .body()
                        .path("original")
                        .asText())
                .isEqualTo("{\"page\": \"ä\"}");
        JsonNode counts = client.getDeadLetters(TENANT, "/counts").body();
        assertThat(counts.path("counts")).hasSize(3);
        assertThat(counts.path("complete").asBoolean()).isTrue();
        assertThat(letters(client, "?to=2020-01-01T00:00:00Z")).isEmpty();
    }

    private static List<JsonNode> letters(Client client, String query) throws Exception {
        List<JsonNode> letters = new ArrayList<>();
        client.getDeadLetters(TENANT, query).body().path("deadLetters").forEach(letters::add);
        return letters;
    }
}
