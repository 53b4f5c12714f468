package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A rollup comes to mean something else while events flow: none is lost, none counts twice, and no window holds both meanings. */
@ExtendWith(RunningMillrace.class)
class ChangedDefinitionIT {
    private static final String TENANT = "changing";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void shouldCountEveryEventInOneGenerationWhileTheMeaningChanges(Client client) throws Exception {
        // Given
        Instant from = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.HOURS);
        String to = from.plus(Duration.ofHours(2)).toString();
        assertThat(client.putPipeline(TENANT, "clicks", definition("count")).status())
                .isEqualTo(201);
        AtomicBoolean stopping = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> send(client, accepted, stopping));
        Client.await("events are counted", PATIENCE, () -> events(client, from.toString(), to), events -> events > 0);

        // When
        Client.Answer changed = client.putPipeline(TENANT, "clicks", definition("sum, field: amount"));
        Instant boundary =
                Instant.parse(changed.body().at("/generations/0/from").asText());
        Client.await(
                "events are behind the boundary", PATIENCE, Instant::now, now -> now.isAfter(boundary.plusSeconds(5)));
        stopping.set(true);
        load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Client.await(
                "every event is counted",
                PATIENCE,
                () -> events(client, from.toString(), to),
                events -> events >= accepted.get());

        // Then
        List<JsonNode> rows = client.allRows(TENANT, "clicks", "all", from.toString(), to, 1_000);
        Map<Instant, Long> measured = new TreeMap<>();
        for (JsonNode row : rows) {
            Instant start = Instant.parse(row.path("windowStart").asText());
            long events = row.path("events").asLong();
            assertThat(row.at("/measures/m").asLong())
                    .as("window %s of %s events, boundary %s", start, events, boundary)
                    .isEqualTo(start.isBefore(boundary) ? events : 7 * events);
            assertThat(measured.put(start, events))
                    .as("a second row at %s", start)
                    .isNull();
        }
        assertThat(measured.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(accepted.get());
        assertThat(new TreeSet<>(measured.keySet()).first()).isBefore(boundary);
        assertThat(new TreeSet<>(measured.keySet()).last()).isAfterOrEqualTo(boundary);
    }

    private static long events(Client client, String from, String to) throws Exception {
        return client.events(TENANT, "clicks", "all", from, to);
    }

    private static void send(Client client, AtomicInteger accepted, AtomicBoolean stopping) {
        try {
            while (!stopping.get()) {
                Client.Answer answer =
                        client.postEvents(TENANT, "clicks", "application/x-ndjson", "{\"amount\":7}\n".repeat(20));
                assertThat(answer.status()).as(answer.text()).isEqualTo(202);
                accepted.addAndGet(20);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    /** Event time is the time of acceptance. */
    private static String definition(String measure) {
        return """
                apiVersion: millrace/v1
                pipeline: clicks
                event:
                  fields: [{name: amount, type: long}]
                  maxAhead: 1s
                rollups:
                  - {name: all, dimensions: [], window: {type: tumbling, size: 2s}, measures: [{name: m, type: %s}]}
                """.formatted(measure);
    }
}
