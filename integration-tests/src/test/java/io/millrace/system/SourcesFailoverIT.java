package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two instances share the sources out; when one is gone, the other goes on with what it had. */
@ExtendWith(RunningMillrace.class)
class SourcesFailoverIT {
    private static final Path FOLDER = Path.of(System.getenv("MILLRACE_SOURCES_FOLDER"));
    private static final String TENANT = "failover";
    private static final int PIPELINES = 8;
    private static final int ROWS = 80_000;
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Pattern ACCEPTED = Pattern.compile(
            "(?m)^millrace_source_records_total\\{outcome=\"accepted\",pipeline=\"(\\w+)\",[^}]*tenant=\"failover\"} [1-9]");

    @Test
    void shouldGoOnWithTheSourcesOfAnInstanceThatIsGone(Client client) throws Exception {
        // Given
        List<String> pipelines = IntStream.range(0, PIPELINES)
                .mapToObj(number -> "readings" + number)
                .toList();
        String text = "device,at\n" + "d,2026-01-01T00:00:00Z\n".repeat(ROWS);
        for (String pipeline : pipelines) {
            Path folder = Files.createDirectories(FOLDER.resolve(TENANT).resolve(pipeline));
            Files.writeString(folder.resolve("a.part"), text);
            Files.move(folder.resolve("a.part"), folder.resolve("a.csv"));
        }
        try (Platform second = SecondIngest.beside(client.platform())) {
            Client other = new Client(second);
            for (String pipeline : pipelines) {
                Client.Answer put = client.putPipeline(TENANT, pipeline, definition(pipeline));
                assertThat(put.status()).as(put.text()).isEqualTo(201);
            }
            Client.await("the first runs some", PATIENCE, () -> run(client), some -> !some.isEmpty());
            // Some may have been the first's until the second joined: only what never ran there tells of a failover.
            Set<String> ofSecond = Client.await(
                    "the second runs some that the first never ran",
                    PATIENCE,
                    () -> {
                        Set<String> some = run(other);
                        some.removeAll(run(client));
                        return some;
                    },
                    some -> !some.isEmpty());

            // When: it is killed, and not started again
            second.kill(Component.INGEST);
            second.stop(Component.INGEST);

            // Then: it had begun what was not over
            Map<String, Long> accepted = accepted(client);
            assertThat(ofSecond)
                    .anySatisfy(pipeline -> assertThat(accepted.get(pipeline)).isLessThan(ROWS));
            Client.await("all are taken", PATIENCE, () -> accepted(client), all -> pipelines.stream()
                    .allMatch(pipeline -> all.getOrDefault(pipeline, 0L) == ROWS));
            assertThat(run(client)).containsAnyElementsOf(ofSecond);
            for (String pipeline : pipelines) {
                Client.await(
                        pipeline + " is counted",
                        PATIENCE,
                        () -> client.events(TENANT, pipeline, "total", FROM, TO),
                        counted -> counted >= ROWS);
                // A copy would not be counted, so each is looked for: there is none.
                Client.Answer status = Client.await(
                        "all of " + pipeline + " are told of",
                        PATIENCE,
                        () -> client.get("/v1/tenants/" + TENANT + "/pipelines/" + pipeline + "/status"),
                        answer -> answer.body().path("accepted").asLong() >= ROWS);
                assertThat(status.body().path("accepted").asLong())
                        .as(status.text())
                        .isEqualTo(ROWS);
                assertThat(status.body().path("duplicates").asLong()).isZero();
                Path folder = FOLDER.resolve(TENANT).resolve(pipeline);
                Client.await(
                        "the file is moved",
                        PATIENCE,
                        () -> Files.exists(folder.resolve("done/a.csv")),
                        moved -> moved);
            }
        }
    }

    private static String definition(String pipeline) {
        return """
                apiVersion: millrace/v1
                pipeline: %s
                event:
                  fields:
                    - {name: device, type: string}
                    - {name: at, type: timestamp}
                  time: at
                rollups:
                  - {name: total, window: {type: tumbling, size: 1d}, measures: [{name: readings, type: count}]}
                sources:
                  - {type: csv-folder, folder: %s, settle: 0s}
                """.formatted(pipeline, pipeline);
    }

    /** The pipelines of which an instance itself has brought records. */
    private static Set<String> run(Client client) throws Exception {
        return ACCEPTED.matcher(client.metrics(Component.INGEST))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many records of each pipeline were brought by all instances together. */
    private static Map<String, Long> accepted(Client client) throws Exception {
        Map<String, Long> accepted = new TreeMap<>();
        JsonNode sources =
                client.get("/v1/tenants/" + TENANT + "/sources").body().path("sources");
        assertThat(new TreeSet<>(sources.findValuesAsText("pipeline"))).hasSize(PIPELINES);
        sources.forEach(source -> accepted.put(
                source.path("pipeline").asText(), source.path("accepted").asLong()));
        return accepted;
    }
}
