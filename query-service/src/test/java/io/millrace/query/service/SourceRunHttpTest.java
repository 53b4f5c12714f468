package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import io.millrace.query.data.StoredSourceRuns;
import io.millrace.query.read.RowsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
class SourceRunHttpTest {
    private static final Instant START = Instant.parse("2019-08-01T03:00:00Z");
    private static final String RUNS = "/v1/tenants/acme/source-runs/gpon/gone";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: polled
            event:
              fields:
                - {name: device, type: string}
            rollups:
              - {name: total, window: {type: tumbling, size: 1d}, measures: [{name: readings, type: count}]}
            sources:
              - {type: poll, url: "https://example.org/", every: 10s}
            """;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    SourceRunHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        // Two that began in the same millisecond are told apart by their numbers.
        backends.storeSourceRuns(new StoredSourceRuns(
                run("acme", "gone", 1, START, Optional.empty()),
                run("acme", "gone", 2, START, Optional.of("answered 500")),
                run("acme", "gone", 3, START.plusMillis(1), Optional.empty()),
                run("acme", "gone", 1, START.plusSeconds(1), Optional.empty()),
                run("acme", "other", 4, START, Optional.empty()),
                run("other", "gone", 5, START, Optional.empty())));
    }

    private static SourceRunRow run(
            String tenant, String source, long number, Instant startedAt, Optional<String> error) {
        return new SourceRunRow(
                new SourceRunRow.Key(
                        new SourceRunRow.Source(tenant, "gpon", source), new SourceRunRow.Place(startedAt, number)),
                "https://example.org/",
                startedAt.plusMillis(20),
                100 + number,
                number,
                error);
    }

    private static ActivePipeline polled() {
        PipelineRecord record = new PipelineRecord(
                "acme",
                "polled",
                List.of(new PipelineRecord.Version(1, DEFINITION, "fingerprint", 1, START)),
                List.of(new PipelineRecord.Generation(
                        "total", 1, 1, new RollupLayout(86_400_000, 1), TimeInterval.ALWAYS, Long.MIN_VALUE, START)));
        return ActivePipeline.of(record, 0, DefinitionReader::read);
    }

    @Test
    void shouldAnswerAsTheContractSaysIt() throws Exception {
        // When
        HttpResponse<String> response = get(RUNS + "?to=2019-08-01T03:00:00.001Z");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","pipeline":"gpon","source":"gone","runs":[\
                {"number":2,"subject":"https://example.org/","startedAt":"2019-08-01T03:00:00Z",\
                "endedAt":"2019-08-01T03:00:00.020Z","accepted":102,"rejected":2,"error":"answered 500"},\
                {"number":1,"subject":"https://example.org/","startedAt":"2019-08-01T03:00:00Z",\
                "endedAt":"2019-08-01T03:00:00.020Z","accepted":101,"rejected":1,"error":null}],"next":null}\
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldAnswerTheNewestFirstPageByPage(int limit) throws Exception {
        assertThat(pages("", limit)).containsExactly(1L, 3L, 2L, 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "from=2019-08-01T03:00:00Z, 4",
        "from=2019-08-01T03:00:00.0005Z, 2",
        "from=2019-08-01T03:00:00.001Z, 2",
        "from=2019-08-01T03:00:00.0011Z, 1",
        "to=2019-08-01T03:00:00.0005Z, 2",
        "to=2019-08-01T03:00:00.001Z, 2",
        "to=2019-08-01T03:00:01Z, 3",
        "from=2019-08-01T03:00:00.001Z&to=2019-08-01T03:00:00.002Z, 1"
    })
    void shouldAnswerThoseThatStartedInAnInterval(String interval, int runs) throws Exception {
        assertThat(pages("&" + interval, 1)).hasSize(runs);
    }

    private List<Long> pages(String query, int limit) throws Exception {
        List<Long> numbers = new ArrayList<>();
        String cursor = "";
        while (true) {
            HttpResponse<String> response = get(RUNS + "?limit=" + limit + query + cursor);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode page = mapper.readTree(response.body());
            page.path("runs").forEach(run -> numbers.add(run.path("number").asLong()));
            if (page.path("next").isNull()) {
                return numbers;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    @Test
    void shouldKnowNothingOfOtherTenantsAndSources() throws Exception {
        // Given
        String cursor =
                mapper.readTree(get(RUNS + "?limit=1").body()).path("next").asText();

        // Then
        assertThat(get("/v1/tenants/acme/source-runs/gpon/other").body())
                .contains("\"number\":4")
                .doesNotContain("\"number\":1,");
        assertThat(get("/v1/tenants/other/source-runs/gpon/gone").statusCode()).isEqualTo(404);
        assertThat(get("/v1/tenants/acme/source-runs/gpon/other?limit=1&cursor=" + cursor)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void shouldAnswerNoRunsOfASourceThatHadNone() throws Exception {
        // Given
        backends.put(polled());

        // Then
        assertThat(get("/v1/tenants/acme/source-runs/polled/poll").body())
                .isEqualTo(
                        "{\"tenant\":\"acme\",\"pipeline\":\"polled\",\"source\":\"poll\",\"runs\":[],\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/tenants/acme/source-runs/gpin/gone | no pipeline 'gpin'",
                "/v1/tenants/nobody/source-runs/gpon/gone | no pipeline 'gpon'",
                "/v1/tenants/acme/source-runs/gpon/none | no source 'none'",
                "/v1/tenants/ACME/source-runs/gpon/gone | no tenant is called 'ACME'"
            })
    void shouldSayThatThereIsNoSuchSource(String path, String detail) throws Exception {
        // When
        HttpResponse<String> response = get(path);

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(mapper.readTree(response.body()).path("detail").asText()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?from=yesterday | from | RFC 3339",
                "?to=2019-08-01 | to | RFC 3339",
                "?from=2019-08-01T03:00:00Z&to=2019-08-01T03:00:00Z | to | [from, to)",
                "?limit=1001 | limit | 1000",
                "?cursor=AAAA | cursor | unchanged",
                "?since=2019-08-01T03:00:00Z | since | known: from"
            })
    void shouldRefuseWrongParameters(String query, String path, String hint) throws Exception {
        // When
        HttpResponse<String> response = get(RUNS + query);

        // Then
        assertThat(response.statusCode()).isEqualTo(422);
        JsonNode problem = mapper.readTree(response.body()).path("errors").path(0);
        assertThat(problem.path("path").asText()).isEqualTo(path);
        assertThat(problem.path("hint").asText()).contains(hint);
    }

    @Test
    void shouldSayWhenItCannotAnswerNow() throws Exception {
        // Given
        backends.storeSourceRuns((source, from, before, most) ->
                CompletableFuture.failedStage(new RowsUnavailableException("Cassandra can't answer now")));

        // When, Then
        assertThat(get(RUNS).statusCode()).isEqualTo(503);
        backends.obstruct(Optional.of("Kafka"));
        assertThat(get(RUNS).statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
