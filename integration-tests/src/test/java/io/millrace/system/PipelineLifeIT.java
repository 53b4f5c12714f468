package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.Component;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pipeline does to the rest while it comes, lives and goes, as the services' metrics tell. */
@ExtendWith(RunningMillrace.class)
class PipelineLifeIT {
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T01:00:00Z";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 5;

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: %s
            event:
              fields:
                - {name: number, type: long}
                - {name: kind, type: string}
                - {name: at, type: timestamp}
              time: at
              id: [number]
            rollups:
              - {name: kind_1m, dimensions: [kind], window: {type: tumbling, size: 1m}, measures: [{name: things, type: count}]}
            """;

    @Test
    void shouldTellOfAPipelineByNameAndNoMoreOnceItIsDeleted(Client client) throws Exception {
        // Given
        String tenant = "life-metrics";
        put(client, tenant, "things");
        // Before the first event, so that a rule which watches it grow sees the first.
        awaitSeries(client, Component.STREAM, "millrace_stream_dead_letters_total", tenant, 0.0);

        // When
        for (int number : new int[] {1, 2, 2}) {
            postEvent(client, tenant, "things", number);
        }
        awaitEvents(client, tenant, "things", 2);

        // Then
        awaitSeries(client, Component.INGEST, "millrace_ingest_records_total", tenant, 0.0, 3.0);
        awaitSeries(client, Component.STREAM, "millrace_stream_events_total", tenant, 2.0);
        awaitSeries(client, Component.STREAM, "millrace_stream_duplicates_total", tenant, 1.0);
        awaitSeries(client, Component.STREAM, "millrace_stream_groups", tenant, 1.0);
        for (String name : List.of("late_partials_total", "state_bytes", "lag_seconds")) {
            assertThat(series(client, Component.STREAM, "millrace_stream_" + name, tenant))
                    .as(name)
                    .hasSize(1);
        }
        assertThat(client.metrics(Component.STREAM))
                .contains("millrace_stream_drain_seconds_count", "kafka_stream_thread_commit_latency_avg")
                .contains("kafka_consumer_fetch_manager_records_lag");
        assertThat(client.metrics(Component.WRITER)).contains("millrace_writer_lag", "millrace_writer_write_seconds");
        assertThat(client.delete("/v1/tenants/" + tenant + "/pipelines/things").status())
                .isEqualTo(204);
        awaitSeries(client, Component.STREAM, "millrace_stream_groups", tenant);
        assertThat(client.postEvents(tenant, "things", "application/json", event(3))
                        .status())
                .isEqualTo(404);
    }

    /** A rebalance may come from elsewhere: another tenant's new topic, or an instance that has caught up. One that each new pipeline brought would come each time. */
    @Test
    void shouldTakeUpAPipelineOfAKnownTenantWithoutARebalance(Client client) throws Exception {
        // Given
        String tenant = "life-calm";
        put(client, tenant, "first");
        postEvent(client, tenant, "first", 1);
        awaitEvents(client, tenant, "first", 1);

        // When
        boolean calm = false;
        for (int number = 0; number < TRIES && !calm; number++) {
            double before = rebalances(client);
            put(client, tenant, "next-" + number);
            postEvent(client, tenant, "next-" + number, 1);
            awaitEvents(client, tenant, "next-" + number, 1);
            calm = rebalances(client) == before;
        }

        // Then
        assertThat(calm).as("a pipeline was taken up without a rebalance").isTrue();
    }

    private static void put(Client client, String tenant, String pipeline) throws Exception {
        Client.Answer answer = client.putPipeline(tenant, pipeline, DEFINITION.formatted(pipeline));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static String event(int number) {
        return "{\"number\": " + number + ", \"kind\": \"a\", \"at\": \"2026-01-01T00:00:00Z\"}";
    }

    private static void postEvent(Client client, String tenant, String pipeline, int number) throws Exception {
        Client.Answer answer = client.postEvents(tenant, pipeline, "application/json", event(number));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static void awaitEvents(Client client, String tenant, String pipeline, long events) throws Exception {
        Client.await(
                pipeline + " has " + events + " events",
                PATIENCE,
                () -> client.events(tenant, pipeline, "kind_1m", FROM, TO),
                found -> found == events);
    }

    /** The values of a tenant's series of one name, in order. */
    private static List<Double> series(Client client, Component component, String name, String tenant)
            throws Exception {
        Pattern wanted = Pattern.compile(Pattern.quote(name) + "\\{.*tenant=\"" + tenant + "\".*} .*");
        return client.metrics(component)
                .lines()
                .filter(line -> wanted.matcher(line).matches())
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sorted()
                .toList();
    }

    private static void awaitSeries(Client client, Component component, String name, String tenant, Double... values)
            throws Exception {
        Client.await(
                name + " of " + tenant,
                PATIENCE,
                () -> series(client, component, name, tenant),
                List.of(values)::equals);
    }

    private static double rebalances(Client client) throws Exception {
        return client.metrics(Component.STREAM)
                .lines()
                .filter(line -> line.startsWith("kafka_consumer_coordinator_rebalance_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
