package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What commands do with history that the stream is long past. */
@ExtendWith(RunningMillrace.class)
class HistoryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FROM = "2025-06-01T00:00:00Z";
    private static final String TO = "2025-06-02T00:00:00Z";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: doors
            event:
              fields:
                - {name: door, type: string}
                - {name: at, type: timestamp}
                - {name: number, type: long, min: 0}
              time: at
            rollups:
              - {name: doors_1h, dimensions: [door], window: {type: tumbling, size: 1h}, measures: [{name: openings, type: count}]}
              - {name: visits, dimensions: [door], window: {type: session, gap: 10m}, measures: [{name: openings, type: count}]}
            """;

    @Test
    void shouldComputeHistoryFromFiles(Client client, @TempDir Path folder) throws Exception {
        // Given: from before the pipeline was there
        String tenant = "history-files";
        assertThat(client.putPipeline(tenant, "doors", DEFINITION).status()).isEqualTo(201);
        String rows = IntStream.range(0, 500)
                .mapToObj(number -> "north,2025-06-01T" + (10 + number % 10) + ":00:00Z," + number)
                .collect(Collectors.joining("\n", "door,at,number\n", "\nsouth,2025-06-01T10:00:00Z,-1\n"));
        Path csv = Files.writeString(folder.resolve("doors.csv"), rows);
        Path ndjson = Files.writeString(
                folder.resolve("doors.ndjson"), "{\"door\":\"west\",\"at\":\"2025-06-01T12:00:00Z\",\"number\":1}\n");
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), "history");
        String[] recompute = {
            "recompute", tenant, "doors", "--from", FROM, "--to", TO, "--source", "files", "--files", csv + "," + ndjson
        };

        // When
        MillraceCommand.Finished finished = millrace.run(PATIENCE, recompute);

        // Then
        assertThat(finished.exitCode()).as(finished.told()).isZero();
        assertThat(finished.errors()).contains("1 records of the files were rejected: they are dead letters.");
        Client.await(
                "all are served",
                PATIENCE,
                () -> client.events(tenant, "doors", "doors_1h", FROM, TO),
                events -> events == 501);

        // When: the same again
        MillraceCommand.Finished again = millrace.run(PATIENCE, recompute);

        // Then
        assertThat(again.exitCode()).as(again.told()).isZero();
        assertThat(client.events(tenant, "doors", "doors_1h", FROM, TO)).isEqualTo(501L);
        MillraceCommand.Finished proof =
                millrace.run(PATIENCE, "reconcile", tenant, "doors", "--from", FROM, "--to", TO);
        assertThat(proof.exitCode()).as(proof.told()).isZero();
    }

    @Test
    void shouldComputeSessionsOfLateEventsAndTakeThatBack(Client client) throws Exception {
        // Given: a session, events a month later in every partition, then late ones
        String tenant = "history-sessions";
        assertThat(client.putPipeline(tenant, "doors", DEFINITION).status()).isEqualTo(201);
        post(client, tenant, "north", "2025-06-01T10:00:00Z", 1);
        post(client, tenant, "south", "2025-07-01T00:00:00Z", 200);
        Client.await(
                "the month has passed",
                PATIENCE,
                () -> client.events(tenant, "doors", "doors_1h", "2025-07-01T00:00:00Z", "2025-07-02T00:00:00Z"),
                events -> events == 200);
        AtomicLong sent = new AtomicLong(1);
        Client.await(
                "some came late",
                PATIENCE,
                () -> {
                    post(client, tenant, "north", "2025-06-01T10:0" + sent.getAndIncrement() % 10 + ":00Z", 1);
                    return client.get("/v1/tenants/" + tenant + "/pipelines/doors/status")
                            .body()
                            .path("lateByRollup")
                            .path("visits")
                            .asLong();
                },
                late -> late > 2);
        awaitVisits(client, tenant, sent.get());
        MillraceCommand millrace = new MillraceCommand(client.platform().addresses(), "sessions");
        String[] recompute = {"recompute", tenant, "doors", "--rollup", "visits", "--from", FROM, "--to", TO};

        // When
        MillraceCommand.Finished computed = millrace.run(PATIENCE, recompute);

        // Then
        assertThat(computed.exitCode()).as(computed.told()).isZero();
        assertThat(computed.errors()).contains("Published: 1 rows of " + sent + " events.");
        awaitVisits(client, tenant, sent.get());

        // When: one more comes, and what was computed is taken back
        post(client, tenant, "north", "2025-06-01T10:04:00Z", 1);
        awaitVisits(client, tenant, sent.incrementAndGet());
        MillraceCommand.Finished takenBack = millrace.run(PATIENCE, "rollback", tenant, "doors", "visits");

        // Then
        assertThat(takenBack.exitCode()).as(takenBack.told()).isZero();
        Client.await(
                "the former generation serves",
                PATIENCE,
                () -> client.allRows(tenant, "doors", "visits", FROM, TO, 10_000).stream()
                        .mapToLong(row -> row.path("events").asLong())
                        .boxed()
                        .toList(),
                List.of(sent.get())::equals);
    }

    private static void post(Client client, String tenant, String door, String at, int count) throws Exception {
        String event = "{\"door\": \"" + door + "\", \"at\": \"" + at + "\", \"number\": 1}\n";
        Client.Answer answer = client.postEvents(tenant, "doors", "application/x-ndjson", event.repeat(count));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static void awaitVisits(Client client, String tenant, long visits) throws Exception {
        Client.await(
                visits + " are counted",
                PATIENCE,
                () -> client.events(tenant, "doors", "visits", FROM, TO),
                events -> events == visits);
    }
}
