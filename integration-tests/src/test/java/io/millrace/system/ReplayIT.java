package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.embedded.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A recording is played at the pace that was asked for, with its gaps, whoever goes on with it. */
@ExtendWith(RunningMillrace.class)
class ReplayIT {
    private static final Path FOLDER = Path.of(System.getenv("MILLRACE_SOURCES_FOLDER"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant RECORDED = Instant.parse("2025-03-01T08:00:00Z");

    /** After how many seconds something was recorded: the lines of the file are in another order. */
    private static final Map<String, Long> SECONDS =
            new TreeMap<>(Map.of("a", 0L, "b", 1L, "c", 2L, "d", 9L, "e", 20L));

    private static void put(Client client, String tenant, String settings) throws Exception {
        Path folder = Files.createDirectories(FOLDER.resolve(tenant));
        StringBuilder csv = new StringBuilder("name,at\n");
        for (String name : List.of("d", "a", "e", "c", "b")) {
            csv.append(name)
                    .append(',')
                    .append(RECORDED.plusSeconds(SECONDS.getOrDefault(name, 0L)))
                    .append('\n');
        }
        Files.writeString(folder.resolve("recording.csv"), csv);
        Client.Answer answer = client.putPipeline(tenant, "played", """
                apiVersion: millrace/v1
                pipeline: played
                event: {fields: [{name: name, type: string}, {name: at, type: timestamp}], time: at}
                rollups:
                  - name: by_name
                    dimensions: [name]
                    window: {type: tumbling, size: 1d}
                    measures: [{name: at, type: last, field: at}]
                sources:
                  - {type: replay, file: recording.csv, %s}
                """.formatted(settings));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static JsonNode source(Client client, String tenant) throws InterruptedException {
        try {
            return client.get("/v1/tenants/" + tenant + "/sources")
                    .body()
                    .path("sources")
                    .path(0);
        } catch (IOException unreachable) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode awaitRounds(Client client, String tenant, int rounds) throws Exception {
        return Client.await(
                        rounds + " rounds are over",
                        PATIENCE,
                        () -> source(client, tenant),
                        source -> ended(source) >= rounds)
                .path("runs");
    }

    private static long ended(JsonNode source) {
        long ended = 0;
        for (JsonNode run : source.path("runs")) {
            ended += run.path("endedAt").isTextual() ? 1 : 0;
        }
        return ended;
    }

    private static Duration length(JsonNode run) {
        return Duration.between(
                Instant.parse(run.path("startedAt").asText()),
                Instant.parse(run.path("endedAt").asText()));
    }

    /** By name, the event times that records were played as, around a moment. */
    private static Map<String, Instant> times(Client client, String tenant, Instant around) throws Exception {
        String from =
                around.truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS).toString();
        String to = around.truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS).toString();
        Client.await(
                "all are counted",
                PATIENCE,
                () -> client.events(tenant, "played", "by_name", from, to),
                events -> events >= SECONDS.size());
        Map<String, Instant> times = new TreeMap<>();
        for (JsonNode row : client.allRows(tenant, "played", "by_name", from, to, 100)) {
            times.put(
                    row.path("dimensions").path("name").asText(),
                    Instant.parse(row.path("measures").path("at").asText()));
        }
        return times;
    }

    private static Map<String, Instant> from(Instant first, long times) {
        Map<String, Instant> expected = new TreeMap<>();
        SECONDS.forEach((name, seconds) -> expected.put(name, first.plusMillis(seconds * 1_000 / times)));
        return expected;
    }

    @Test
    void shouldPlayInRealTimeAsIfItWereNowThoughTheServiceIsKilled(Client client) throws Exception {
        // Given
        String tenant = "replay-live";
        Instant before = Instant.now();
        put(client, tenant, "speed: 1, shift: now");

        // When: within the gap of seven seconds
        Client.await(
                "some are played",
                PATIENCE,
                () -> source(client, tenant),
                source -> source.path("accepted").asLong() >= 2);
        client.platform().kill(Component.INGEST);
        client.platform().awaitReady();
        JsonNode run = awaitRounds(client, tenant, 1).path(0);

        // Then
        assertThat(length(run)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
        Map<String, Instant> times = times(client, tenant, before);
        Instant first = times.getOrDefault("a", Instant.EPOCH);
        assertThat(first).isBetween(before, Instant.now());
        assertThat(times).isEqualTo(from(first, 1));
        assertThat(source(client, tenant).path("accepted").asLong()).isEqualTo(SECONDS.size());
        // Each was played when it says it happened, not before.
        assertThat(Instant.parse(run.path("endedAt").asText())).isAfterOrEqualTo(first.plusSeconds(20));
    }

    @Test
    void shouldPlaySoManyTimesAsFastAndKeepTheTimesOfTheRecording(Client client) throws Exception {
        // Given
        String tenant = "replay-fast";

        // When
        put(client, tenant, "speed: 4");
        JsonNode run = awaitRounds(client, tenant, 1).path(0);

        // Then
        assertThat(length(run)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(20));
        assertThat(times(client, tenant, RECORDED)).isEqualTo(from(RECORDED, 1));
    }

    @Test
    void shouldPlayAtOnceAndShiftTheLastToNow(Client client) throws Exception {
        // Given
        String tenant = "replay-max";
        Instant before = Instant.now();

        // When
        put(client, tenant, "speed: max, shift: now");
        JsonNode run = awaitRounds(client, tenant, 1).path(0);

        // Then
        assertThat(length(run)).isLessThan(Duration.ofSeconds(20));
        Map<String, Instant> times = times(client, tenant, before);
        Instant last = times.getOrDefault("e", Instant.EPOCH);
        assertThat(last).isBetween(before, Instant.now());
        assertThat(times).isEqualTo(from(last.minusSeconds(20), 1));
    }

    @Test
    void shouldLoopWithEachRoundAnother(Client client) throws Exception {
        // Given
        String tenant = "replay-loop";

        // When
        put(client, tenant, "speed: 20, loop: true");
        JsonNode runs = awaitRounds(client, tenant, 3);
        Client.Answer paused = client.post("/v1/tenants/" + tenant + "/sources/played/replay:pause");

        // Then
        assertThat(paused.status()).as(paused.text()).isEqualTo(200);
        assertThat(new TreeSet<>(runs.findValuesAsText("startedAt"))).hasSizeGreaterThanOrEqualTo(3);
        long accepted = Client.await(
                        "it is paused", PATIENCE, () -> source(client, tenant), source -> source.path("state")
                                .asText()
                                .equals("paused"))
                .path("accepted")
                .asLong();
        assertThat(accepted).isGreaterThanOrEqualTo(3L * SECONDS.size());
        Client.await(
                "every round counts",
                PATIENCE,
                () -> client.events(tenant, "played", "by_name", "2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"),
                events -> events >= accepted);
    }
}
