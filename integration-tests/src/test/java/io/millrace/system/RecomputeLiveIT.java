package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.embedded.Component;
import io.millrace.system.MillraceCommand.Finished;
import io.millrace.system.ReadingsTruth.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * History is recomputed by the real program against real services, readings coming all the while: every window is the truth, which is computed of what was sent with nothing of Millrace, after it was published and
 * after it was taken back, and no answer in between is anything else.
 */
@Timeout(1200)
@ExtendWith(RunningMillrace.class)
class RecomputeLiveIT {
    private static final String PIPELINE = "readings";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(8);
    private static final Duration SILENCE = Duration.ofSeconds(61);

    /** Whole hours around all readings. */
    private static final Instant FROM = ReadingsLoad.SETTLED.minus(Duration.ofHours(1));

    private static final Instant TO = ReadingsLoad.END.plus(Duration.ofHours(1));

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: readings
            lateness: 30m
            event:
              fields:
                - {name: unit, type: string}
                - {name: number, type: long}
                - {name: at, type: timestamp}
                - {name: speed, type: long}
                - {name: load, type: double}
              time: at
              id: [unit, number]
            rollups:
              - name: by_unit
                dimensions: [unit]
                window: {type: tumbling, size: 1m}
                measures:
                  - {name: readings, type: count}
                  - {name: fast, type: count, where: "speed >= 50"}
                  - {name: total, type: sum, field: speed}
                  - {name: load, type: sum, field: load}
              - name: sliding
                dimensions: []
                window: {type: hopping, size: 15m, advance: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: fast, type: count, where: "speed >= 50"}
                  - {name: total, type: sum, field: speed}
              - name: visits
                dimensions: [unit]
                window: {type: session, gap: 10s}
                measures:
                  - {name: readings, type: count}
                  - {name: fast, type: count, where: "speed >= 50"}
                  - {name: total, type: sum, field: speed}
            """;

    /** A filter, and a measure more. */
    private static final String CHANGED = DEFINITION
            .replace("rollups:\n", "where: \"speed >= 50\"\nrollups:\n")
            .replace(
                    "      - {name: load, type: sum, field: load}\n",
                    "      - {name: load, type: sum, field: load}\n      - {name: slowest, type: min, field: speed}\n");

    private final Client client;

    RecomputeLiveIT(Client client) {
        this.client = client;
    }

    @Test
    void shouldRecomputePublishProveAndTakeBackWhileReadingsKeepComing() throws Exception {
        // Given
        String tenant = "recompute-live";
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), "recompute-live");
        ReadingsLoad load = settled(tenant, 11);
        try (load;
                ReadingsWatch watch = new ReadingsWatch(client, tenant, PIPELINE, load.truth())) {
            watch.start();
            load.start();
            put(tenant, CHANGED, 200);

            // When: the changed definition is applied to history
            Finished recomputed = millrace.run(RUN_PATIENCE, onHistory("recompute", tenant, "--cluster"));

            // Then
            assertThat(recomputed.exitCode()).as(recomputed.told()).isZero();
            assertThat(recomputed.errors()).contains("Published: ");
            watch.await(Meaning.AFTER);
            load.stop();
            requireServed(tenant, load.truth(), Meaning.AFTER, Meaning.AFTER);
            assertThat(fed(tenant)).containsExactly("by_unit/1000001", "sliding/1000001", "visits/1000001");

            // When: it is proved, while readings come again
            load.start();
            Finished proved = millrace.run(RUN_PATIENCE, onHistory("reconcile", tenant, "--json"));

            // Then
            assertThat(proved.exitCode()).as(proved.told()).isZero();
            assertThat(report(proved).path("different").asLong())
                    .as(proved.told())
                    .isZero();

            // When: one of the rollups is taken back
            Finished takenBack = millrace.run(RUN_PATIENCE, "rollback", tenant, PIPELINE, "by_unit");

            // Then
            assertThat(takenBack.exitCode()).as(takenBack.told()).isZero();
            watch.await(Meaning.BEFORE);
            load.stop();
            requireServed(tenant, load.truth(), Meaning.BEFORE, Meaning.AFTER);
            assertThat(fed(tenant)).containsExactly("sliding/1000001", "visits/1000001");

            // When: no readings come any more
            Finished provedAgain = millrace.run(RUN_PATIENCE, onHistory("reconcile", tenant, "--json"));

            // Then: nothing is left undecided
            assertThat(provedAgain.exitCode()).as(provedAgain.told()).isZero();
            JsonNode report = report(provedAgain);
            assertThat(report.path("different").asLong()).as(provedAgain.told()).isZero();
            assertThat(report.path("undecided").asLong()).as(provedAgain.told()).isZero();
            assertThat(report.path("equal").asLong())
                    .as(provedAgain.told())
                    .isGreaterThanOrEqualTo(
                            load.truth().byUnit(Meaning.BEFORE, FROM, TO).size());
            watch.stop();
            assertThat(watch.meanings()).containsExactly(Meaning.BEFORE, Meaning.AFTER, Meaning.BEFORE);
        }
    }

    @Test
    void shouldLeaveNothingOfARunThatIsKilledAndDoItAgain() throws Exception {
        // Given
        String tenant = "recompute-killed";
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), "recompute-killed");
        ReadingsLoad load = settled(tenant, 12);
        try (load;
                ReadingsWatch watch = new ReadingsWatch(client, tenant, PIPELINE, load.truth());
                CqlSession session = CassandraConnection.of(
                                client.platform().addresses().cassandra().toString())
                        .open("recompute-live-test")) {
            watch.start();
            load.start();
            put(tenant, CHANGED, 200);

            // When: killed while it computes
            try (MillraceCommand.Running running = millrace.start(onHistory("recompute", tenant, "--cluster"))) {
                Client.await(
                        "it computes",
                        RUN_PATIENCE,
                        () -> states(session, tenant),
                        states -> states.contains("computing"));
                running.killChild("spark-driver");
                assertThat(running.await(RUN_PATIENCE).exitCode()).isEqualTo(137);
            }
            Instant killed = Instant.now();

            // Then: it may live still, for all that others know
            Finished tooEarly = millrace.run(RUN_PATIENCE, onHistory("recompute", tenant));
            assertThat(tooEarly.exitCode()).as(tooEarly.told()).isEqualTo(1);
            assertThat(tooEarly.errors()).contains("it counts as dead");
            assertThat(fed(tenant)).containsExactly("by_unit/1000001", "sliding/1000001", "visits/1000001");

            // When: it counts as dead, and each service is killed that takes part in doing it again
            Client.await("silence", PATIENCE, Instant::now, now -> now.isAfter(killed.plus(SILENCE)));
            assertThat(watch.meanings()).containsExactly(Meaning.BEFORE);
            try (MillraceCommand.Running running = millrace.start(onHistory("recompute", tenant))) {
                Client.await(
                        "the third run begins",
                        RUN_PATIENCE,
                        () -> states(session, tenant),
                        states -> states.size() == 3);
                for (Component service : List.of(Component.INGEST, Component.STREAM, Component.WRITER)) {
                    client.platform().kill(service);
                }
                Finished again = running.await(RUN_PATIENCE);
                assertThat(again.exitCode()).as(again.told()).isZero();
            }

            // Then
            client.platform().awaitReady();
            watch.await(Meaning.AFTER);
            load.stop();
            requireServed(tenant, load.truth(), Meaning.AFTER, Meaning.AFTER);
            assertThat(fed(tenant)).containsExactly("by_unit/1000002", "sliding/1000002", "visits/1000002");
            watch.stop();
            assertThat(watch.meanings()).containsExactly(Meaning.BEFORE, Meaning.AFTER);
        }
    }

    private void put(String tenant, String definition, int status) throws Exception {
        Client.Answer answer = client.putPipeline(tenant, PIPELINE, definition);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    /** A pipeline with history that is counted. */
    private ReadingsLoad settled(String tenant, long seed) throws Exception {
        put(tenant, DEFINITION, 201);
        ReadingsLoad load = new ReadingsLoad(client, tenant, PIPELINE, seed);
        load.settle(4_000);
        requireServed(tenant, load.truth(), Meaning.BEFORE, Meaning.BEFORE);
        return load;
    }

    /** Waits until every window of all rollups is the truth. */
    private void requireServed(String tenant, ReadingsTruth truth, Meaning byUnit, Meaning others) throws Exception {
        requireServed(tenant, "by_unit", truth.byUnit(byUnit, FROM, TO));
        requireServed(tenant, "sliding", truth.sliding(others, FROM, TO));
        requireServed(tenant, "visits", truth.visits(others));
    }

    private void requireServed(String tenant, String rollup, Map<String, String> truth) throws Exception {
        assertThat(truth).hasSizeGreaterThan(20);
        Client.await(
                rollup + " is the truth",
                PATIENCE,
                () -> ReadingsTruth.differences(truth, ReadingsTruth.served(rows(tenant, rollup))),
                List::isEmpty);
    }

    /** None while the query service does not know the rollup. */
    private List<JsonNode> rows(String tenant, String rollup) throws Exception {
        Map<String, String> interval = Map.of("from", FROM.toString(), "to", TO.toString());
        return client.getRollup(tenant, PIPELINE, rollup, interval).status() == 404
                ? List.of()
                : client.allRows(tenant, PIPELINE, rollup, FROM.toString(), TO.toString(), 1_000);
    }

    /** What the stream feeds: {@code rollup/generation}, sorted. */
    private List<String> fed(String tenant) throws Exception {
        List<String> fed = new ArrayList<>();
        client.get("/v1/tenants/" + tenant + "/pipelines/" + PIPELINE + "/feeds")
                .body()
                .path("feeds")
                .forEach(feed -> fed.add(feed.path("rollup").asText() + "/"
                        + feed.path("generation").asText()));
        fed.sort(null);
        return fed;
    }

    private static String[] onHistory(String command, String tenant, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                command, tenant, PIPELINE, "--from", FROM.toString(), "--to", TO.toString(), "--memory", "768"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static JsonNode report(Finished finished) throws Exception {
        return new ObjectMapper().readTree(finished.output());
    }

    private static List<String> states(CqlSession session, String tenant) {
        return session.execute("SELECT state FROM millrace.runs WHERE tenant = '" + tenant + "'").all().stream()
                .map(row -> row.getString(0))
                .toList();
    }
}
