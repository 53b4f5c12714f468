package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.system.MillraceCommand.Finished;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An event that a definition refused counts by its replay alone, whatever the definition becomes and however often history is computed again. */
@Timeout(900)
@ExtendWith(RunningMillrace.class)
class RefusedEventIT {
    private static final String TENANT = "refused-event";
    private static final String PIPELINE = "speeds";
    private static final String FROM = "2026-03-01T00:00:00Z";
    private static final String TO = "2026-03-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RUN_PATIENCE = Duration.ofMinutes(4);
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: speeds
            event:
              fields:
                - {name: device, type: string}
                - {name: at, type: timestamp}
                - {name: speed, type: long}
              time: at
              id: [device, at]
            derive: [{name: share, type: long, expr: "SHARE"}]
            rollups:
              - name: by_device
                dimensions: [device]
                window: {type: tumbling, size: 1h}
                measures: [{name: share, type: sum, field: share}]
            """;

    private final Client client;

    RefusedEventIT(Client client) {
        this.client = client;
    }

    @Test
    void shouldCountARefusedEventByItsReplayAloneThroughChangesAndRecomputes() throws Exception {
        // Given: of three events the definition can't evaluate one
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), TENANT);
        put("100 / speed", 201);
        client.postEvents(TENANT, PIPELINE, "application/x-ndjson", """
                {"device": "a", "at": "2026-03-01T10:00:00Z", "speed": 5}
                {"device": "b", "at": "2026-03-01T10:01:00Z", "speed": 0}
                {"device": "c", "at": "2026-03-01T10:02:00Z", "speed": 50}
                """);
        awaitServed("20 events", Map.of("a", "1: 20", "c", "1: 2"));
        Client.await(
                "there is a letter", PATIENCE, () -> DeadLetters.of(client, TENANT), letters -> letters.size() == 1);

        // When: the definition is put right, and applied to history
        put("speed == 0 ? 1000 : 100 / speed", 200);
        run(millrace, "recompute");

        // Then: what was refused is no event
        awaitServed("the recomputed windows", Map.of("a", "1: 20", "c", "1: 2"));

        // When: it is replayed, twice
        Client.Answer replayed = client.replayDeadLetters(TENANT, "{\"pipeline\": \"speeds\"}");
        client.replayDeadLetters(TENANT, "{\"pipeline\": \"speeds\"}");

        // Then
        assertThat(replayed.body().path("replayed").asInt()).as(replayed.text()).isEqualTo(1);
        Map<String, String> all = Map.of("a", "1: 20", "b", "1: 1000", "c", "1: 2");
        awaitServed("the replay", all);
        requireProved(millrace);

        // When: what was recomputed is taken back
        Finished takenBack = millrace.run(RUN_PATIENCE, "rollback", TENANT, PIPELINE, "by_device");

        // Then: the former definition, which means these windows again, can't evaluate the replay either
        assertThat(takenBack.exitCode()).as(takenBack.told()).isZero();
        awaitServed("the former windows", Map.of("a", "1: 20", "c", "1: 2"));
        assertThat(DeadLetters.of(client, TENANT)).hasSize(1);
        requireProved(millrace);

        // When
        run(millrace, "recompute");

        // Then
        awaitServed("the windows recomputed again", all);
    }

    private void put(String share, int status) throws Exception {
        Client.Answer answer = client.putPipeline(TENANT, PIPELINE, DEFINITION.replace("SHARE", share));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static Finished run(MillraceCommand millrace, String command) throws Exception {
        Finished finished =
                millrace.run(RUN_PATIENCE, command, TENANT, PIPELINE, "--from", FROM, "--to", TO, "--memory", "768");
        assertThat(finished.exitCode()).as(finished.told()).isZero();
        return finished;
    }

    private static void requireProved(MillraceCommand millrace) throws Exception {
        Finished proved = millrace.run(
                RUN_PATIENCE, "reconcile", TENANT, PIPELINE, "--from", FROM, "--to", TO, "--memory", "768", "--json");
        assertThat(proved.exitCode()).as(proved.told()).isZero();
        JsonNode report = new ObjectMapper().readTree(proved.output());
        assertThat(report.path("different").asLong()).as(proved.told()).isZero();
        assertThat(report.path("equal").asLong()).as(proved.told()).isGreaterThan(1);
    }

    private void awaitServed(String what, Map<String, String> rows) throws Exception {
        Client.await(what, PATIENCE, this::served, rows::equals);
    }

    /** By device: how many events, and their measure. */
    private Map<String, String> served() throws Exception {
        Map<String, String> served = new TreeMap<>();
        if (client.knowsRollup(TENANT, PIPELINE, "by_device")) {
            for (JsonNode row : client.allRows(TENANT, PIPELINE, "by_device", FROM, TO, 100)) {
                served.merge(
                        row.path("dimensions").path("device").asText(),
                        row.path("events").asLong() + ": "
                                + row.at("/measures/share").asLong(),
                        (one, other) -> one + " and " + other);
            }
        }
        return served;
    }
}
