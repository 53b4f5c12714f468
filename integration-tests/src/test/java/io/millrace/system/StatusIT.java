package io.millrace.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is told of a pipeline while its events are counted, and of its rows merged when they are asked for. */
@ExtendWith(RunningMillrace.class)
class StatusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: visits
            event:
              fields:
                - {name: page, type: string}
                - {name: country, type: string}
                - {name: at, type: timestamp}
                - {name: millis, type: long}
              time: at
            rollups:
              - name: by_page
                dimensions: [page, country]
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: longest, type: max, field: millis}
                  - {name: mean, type: avg, field: millis}
            """;
    private static final String EVENTS = """
            page,country,at,millis
            /a,es,2026-03-01T10:00:00Z,1
            /a,es,2026-03-01T10:20:00Z,2
            /a,fr,2026-03-01T10:59:59Z,6
            /b,fr,2026-03-01T11:00:00Z,10
            /b,es,2026-03-01T11:30:00Z,20
            """;

    private static final String BROKEN = """

            /a,es,yesterday,1
            /a,es,2026-03-01T10:00:00Z,long
            """;

    @Test
    void shouldTellHowFarEventsAreCounted(Client client) throws Exception {
        // Given
        String tenant = "status-counts";
        assertThat(client.putPipeline(tenant, "visits", DEFINITION).status()).isEqualTo(201);
        Client.Answer before = status(client, tenant);
        Map<String, String> once = Map.of("Idempotency-Key", "the same body");

        // When
        client.postEvents(tenant, "visits", "text/csv", once, EVENTS.getBytes(UTF_8));
        client.postEvents(tenant, "visits", "text/csv", once, EVENTS.getBytes(UTF_8));
        client.postEvents(
                tenant, "visits", "text/csv", EVENTS.lines().limit(1).toList().get(0) + BROKEN);
        Client.Answer after = Client.await(
                "all is counted",
                PATIENCE,
                () -> status(client, tenant),
                status -> status.body().path("accepted").asInt() == 10
                        && status.body().path("dead").asInt() >= 2);

        // Then
        assertThat(before.body().path("accepted").asInt()).as(before.text()).isZero();
        assertThat(before.body().path("streamTime").isNull()).isTrue();
        assertThat(after.body().path("version").asInt()).isEqualTo(1);
        assertThat(after.body().path("duplicates").asInt()).as(after.text()).isEqualTo(5);
        assertThat(after.body().path("dead").asInt()).as(after.text()).isEqualTo(2);
        assertThat(after.body().path("late").asInt(-1)).as(after.text()).isZero();
        Client.await(
                "nothing waits",
                PATIENCE,
                () -> status(client, tenant),
                status -> status.body().path("lag").asLong() == 0);
        Client.await(
                "partitions without events hold nothing back",
                PATIENCE,
                () -> status(client, tenant),
                status -> status.body().path("streamTime").asText().equals("2026-03-01T11:30:00Z"));
    }

    @Test
    void shouldMergeRowsWhenTheyAreAskedFor(Client client) throws Exception {
        // Given
        String tenant = "status-merges";
        assertThat(client.putPipeline(tenant, "visits", DEFINITION).status()).isEqualTo(201);
        client.postEvents(tenant, "visits", "text/csv", EVENTS);
        String from = "2026-03-01T10:00:00Z";
        String to = "2026-03-01T12:00:00Z";
        Client.await(
                "all rows are there",
                PATIENCE,
                () -> client.events(tenant, "visits", "by_page", from, to),
                events -> events == 5);

        // When
        JsonNode hours = client.getRollup(
                        tenant,
                        "visits",
                        "by_page",
                        Map.of("from", from, "to", to, "granularity", "1h", "groupBy", "page"))
                .body();
        JsonNode total = client.getRollup(
                        tenant,
                        "visits",
                        "by_page",
                        Map.of("from", from, "to", to, "granularity", "all", "groupBy", ""))
                .body();
        JsonNode longest = client.getRollup(
                        tenant,
                        "visits",
                        "by_page",
                        Map.of("from", from, "to", to, "granularity", "all", "orderBy", "-longest", "limit", "2"))
                .body();

        // Then
        assertThat(hours.path("rows").findValuesAsText("page")).containsExactly("/a", "/b");
        assertThat(hours.path("rows").findValuesAsText("events")).containsExactly("3", "2");
        assertThat(hours.path("rows").findValuesAsText("mean")).containsExactly("3.0", "15.0");
        assertThat(total.path("rows").findValuesAsText("mean")).containsExactly("7.8");
        assertThat(longest.path("rows").findValuesAsText("longest")).containsExactly("20", "10");
        assertThat(longest.path("rows").findValuesAsText("country")).containsExactly("es", "fr");
    }

    private static Client.Answer status(Client client, String tenant) throws Exception {
        return client.get("/v1/tenants/" + tenant + "/pipelines/visits/status");
    }
}
