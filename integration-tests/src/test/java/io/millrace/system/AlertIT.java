package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alerts from events to answers. */
@ExtendWith(RunningMillrace.class)
class AlertIT {
    private static final String TENANT = "alert";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: doors
            event:
              fields:
                - {name: door, type: string}
                - {name: at, type: timestamp}
              time: at
            rollups:
              - name: doors_10s
                dimensions: [door]
                window: {type: tumbling, size: 10s}
                measures: [{name: openings, type: count}]
            alerts:
              - {name: busy, rollup: doors_10s, when: openings > 2, delay: 1s}
            """;

    /** An idle pipeline is known to be so after half a minute, and this machine is shared. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void shouldFireAndBeResolvedWhenNothingComesAnyMore(Client client) throws Exception {
        // Given
        assertThat(client.putPipeline(TENANT, "doors", DEFINITION).status()).isEqualTo(201);
        Instant at = Instant.now();
        String busy = "{\"door\": \"north\", \"at\": \"" + at + "\"}";
        String quiet = "{\"door\": \"south\", \"at\": \"" + at + "\"}";

        // When
        client.postEvents(
                TENANT, "doors", "application/x-ndjson", String.join("\n", busy, quiet, busy, quiet, busy) + "\n");

        // Then
        JsonNode firing = awaitOne(client, "firing");
        assertThat(firing.path("alert").asText()).isEqualTo("busy");
        assertThat(firing.path("dimensions").toString()).isEqualTo("{\"door\":\"north\"}");
        assertThat(firing.path("measures").toString()).isEqualTo("{\"openings\":3}");
        JsonNode resolved = awaitOne(client, "resolved");
        assertThat(resolved.path("dimensions")).isEqualTo(firing.path("dimensions"));
        assertThat(resolved.path("since")).isEqualTo(firing.path("since"));
        assertThat(resolved.path("events").asLong()).isZero();
        assertThat(client.getAlerts(TENANT, "state=firing").body().path("alerts"))
                .isEmpty();
    }

    private static JsonNode awaitOne(Client client, String state) throws Exception {
        Client.Answer answer = Client.await(
                "an alert is " + state,
                PATIENCE,
                () -> client.getAlerts(TENANT, "state=" + state),
                found -> !found.body().path("alerts").isEmpty());
        assertThat(answer.body().path("alerts")).hasSize(1);
        return answer.body().path("alerts").get(0);
    }
}
