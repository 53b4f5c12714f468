package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that come when their windows have long closed count all the same, in windows of every kind. */
@ExtendWith(RunningMillrace.class)
class LateDataIT {
    private static final String TENANT = "late-data";
    private static final String PIPELINE = "visits";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofHours(2));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long MINUTE = 60;

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: visits
            lateness: 2m
            event:
              fields:
                - {name: page, type: string}
                - {name: at, type: timestamp}
              time: at
            rollups:
              - name: tumbling
                dimensions: [page]
                window: {type: tumbling, size: 1m, offset: 15s}
                measures: [{name: views, type: count}]
              - name: hopping
                dimensions: [page]
                window: {type: hopping, size: 3m, advance: 1m, offset: 15s}
                measures: [{name: views, type: count}]
              - name: sessions
                dimensions: [page]
                window: {type: session, gap: 30s}
                measures: [{name: views, type: count}]
            """;

    private final Client client;

    /** Seconds after the start of every event of the page at hand. */
    private final List<Long> events = new ArrayList<>();

    LateDataIT(Client client) {
        this.client = client;
    }

    @BeforeEach
    void putDefinition() throws Exception {
        assertThat(client.putPipeline(TENANT, PIPELINE, DEFINITION).status()).isIn(200, 201);
    }

    @Test
    void shouldCountLateEventsExactlyInWindowsOfEveryKind() throws Exception {
        // Given: two sessions, then events that close them, in every partition
        post("home", 0, 20, 70, 300);
        post("other", spread(LATER, 200));
        Client.await("all is there", PATIENCE, () -> total("tumbling", LATER), total -> total == 200);

        // When: a late event that joins the two sessions, and more until one is known to have come late
        post("home", 45);
        Client.await(
                "a window has closed",
                PATIENCE,
                () -> {
                    post("home", 10);
                    return lateEvents();
                },
                late -> late > 0);

        // Then
        Client.await("all is there", PATIENCE, () -> total("tumbling", START), total -> total == events.size());
        assertThat(rows("tumbling")).isEqualTo(windows(MINUTE));
        assertThat(rows("hopping")).isEqualTo(windows(3 * MINUTE));
        Map<String, Long> sessions = new TreeMap<>();
        sessions.put(row(0, 100), events.size() - 1L);
        sessions.put(row(300, 330), 1L);
        Client.await("the sessions are there", PATIENCE, () -> rows("sessions"), sessions::equals);
        Client.await(
                "the status tells as many late events",
                PATIENCE,
                () -> client.get("/v1/tenants/" + TENANT + "/pipelines/" + PIPELINE + "/status")
                                .body()
                                .path("lateByRollup")
                                .path("tumbling")
                                .asLong()
                        == lateEvents(),
                same -> same);
    }

    private void post(String page, long... seconds) throws Exception {
        StringBuilder body = new StringBuilder();
        for (long second : seconds) {
            body.append("{\"page\": \"" + page + "\", \"at\": \"" + START.plusSeconds(second) + "\"}\n");
            if (page.equals("home")) {
                events.add(second);
            }
        }
        Client.Answer answer = client.postEvents(TENANT, PIPELINE, "application/x-ndjson", body.toString());
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static long[] spread(Instant from, int count) {
        long[] seconds = new long[count];
        for (int number = 0; number < count; number++) {
            seconds[number] = Duration.between(START, from).toSeconds() + number % 10;
        }
        return seconds;
    }

    private static String row(long start, long end) {
        return START.plusSeconds(start) + ".." + START.plusSeconds(end);
    }

    /** What windows of a size come to that start every minute, a quarter past. */
    private Map<String, Long> windows(long size) {
        Map<String, Long> windows = new TreeMap<>();
        for (long second : events) {
            long last = Math.floorDiv(second - 15, MINUTE) * MINUTE + 15;
            for (long start = last; start > second - size; start -= MINUTE) {
                windows.merge(row(start, start + size), 1L, Long::sum);
            }
        }
        return windows;
    }

    private Map<String, Long> rows(String rollup) throws Exception {
        Map<String, Long> rows = new TreeMap<>();
        for (JsonNode row : client.allRows(TENANT, PIPELINE, rollup, from(START), to(START), 3)) {
            rows.put(
                    row.path("windowStart").asText() + ".."
                            + row.path("windowEnd").asText(),
                    row.path("measures").path("views").asLong());
        }
        return rows;
    }

    private long total(String rollup, Instant around) throws Exception {
        return client.events(TENANT, PIPELINE, rollup, from(around), to(around));
    }

    private long lateEvents() throws Exception {
        return client.getRollup(TENANT, PIPELINE, "tumbling", Map.of("from", from(START), "to", to(START)))
                .body()
                .path("completeness")
                .path("lateEvents")
                .asLong();
    }

    private static String from(Instant around) {
        return around.minusSeconds(15 * MINUTE - 15).toString();
    }

    private static String to(Instant around) {
        return around.plusSeconds(15 * MINUTE + 15).toString();
    }
}
