package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Definitions are data: a new one, for a new tenant or beside others, needs no restart. */
@ExtendWith(RunningMillrace.class)
class LivePipelineIT {
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T01:00:00Z";
    /** The promise is ten seconds on a machine of one's own; this one is shared, and a test is not a stopwatch. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void shouldServeTheFirstAggregateOfANewTenantsPipeline(Client client) throws Exception {
        // Given
        String event = "{\"kind\": \"a\", \"at\": \"2026-01-01T00:00:00Z\"}";

        // When
        long started = System.nanoTime();
        int put = client.putPipeline("live-new", "things", definition("things_1m"))
                .status();
        int posted = client.postEvents("live-new", "things", "application/json", event)
                .status();

        // Then
        assertThat(put).isEqualTo(201);
        assertThat(posted).isEqualTo(202);
        awaitOne(client, "live-new", "things_1m");
        System.err.println("PUT of a new tenant's pipeline to its first aggregate: "
                + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms");
    }

    @Test
    void shouldCountIntoARollupThatWasAddedWhileRunning(Client client) throws Exception {
        // Given
        String tenant = "live-add";
        client.putPipeline(tenant, "things", definition("things_1m"));
        String event = "{\"kind\": \"a\", \"at\": \"2026-01-01T00:00:00Z\"}";
        client.postEvents(tenant, "things", "application/json", event);
        awaitOne(client, tenant, "things_1m");

        // When
        Client.Answer put = client.putPipeline(tenant, "things", definition("things_1m", "things_5m"));
        client.postEvents(tenant, "things", "application/json", event);

        // Then
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body().path("version").asInt()).isEqualTo(2);
        awaitOne(client, tenant, "things_5m");
        assertThat(Client.await(
                        "both events are in the first rollup",
                        PATIENCE,
                        () -> client.events(tenant, "things", "things_1m", FROM, TO),
                        events -> events >= 2))
                .isEqualTo(2);
    }

    private static void awaitOne(Client client, String tenant, String rollup) throws Exception {
        assertThat(Client.await(
                        rollup + " is served",
                        PATIENCE,
                        () -> client.events(tenant, "things", rollup, FROM, TO),
                        events -> events >= 1))
                .isEqualTo(1);
    }

    private static String definition(String... rollups) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: millrace/v1
                pipeline: things
                event:
                  fields:
                    - {name: kind, type: string}
                    - {name: at, type: timestamp}
                  time: at
                rollups:
                """);
        for (String rollup : rollups) {
            String size = rollup.substring(rollup.indexOf('_') + 1);
            yaml.append("  - {name: ").append(rollup).append(", dimensions: [kind], window: {type: tumbling, size: ");
            yaml.append(size).append("}, measures: [{name: things, type: count}]}\n");
        }
        return yaml.toString();
    }
}
