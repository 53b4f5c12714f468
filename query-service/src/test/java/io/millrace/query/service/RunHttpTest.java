package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.uuid.Uuids;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.Run.Kind;
import io.millrace.cassandra.Run.State;
import io.millrace.query.data.StoredRuns;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.query.read.RunSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class RunHttpTest {
    private static final Instant NOW = FakeBackends.NOW;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    RunHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        backends.storeRuns(new StoredRuns(
                run("acme", 1, Kind.RECONCILE, "gpon", State.WRONG, NOW.minusSeconds(3_600)),
                run("acme", 2, Kind.RECOMPUTE, "gpon", State.COMPUTING, NOW.minusSeconds(60)),
                run("acme", 3, Kind.RECOMPUTE, "gone", State.WAITING, NOW.minusSeconds(59)),
                run("other", 4, Kind.RECONCILE, "gpon", State.WRONG, NOW)));
    }

    private static UUID id(int number) {
        return Uuids.startOf(1_000L * number);
    }

    private static Run run(String tenant, int number, Kind kind, String pipeline, State state, Instant heartbeat) {
        return new Run(
                tenant,
                id(number),
                kind,
                pipeline,
                List.of("province_5m"),
                Instant.parse("2019-07-01T00:00:00Z"),
                Instant.parse("2019-08-01T00:00:00Z"),
                "someone",
                state,
                42,
                10,
                9,
                8,
                7,
                List.of(1_000_001),
                "message " + number,
                state == State.WRONG ? List.of("{\"result\":\"missing\"}") : List.of(),
                Instant.parse("2019-08-01T02:00:00Z"),
                heartbeat,
                state.isEnd() ? Optional.of(heartbeat) : Optional.empty());
    }

    @Test
    void shouldAnswerTheNewestFirstPageByPage() throws Exception {
        assertThat(pages("", 1)).containsExactly("message 3", "message 2", "message 1");
        assertThat(pages("", 5)).containsExactly("message 3", "message 2", "message 1");
        assertThat(pages("&pipeline=gpon", 1)).containsExactly("message 2", "message 1");
        assertThat(pages("&kind=recompute", 1)).containsExactly("message 3", "message 2");
        assertThat(pages("&kind=recompute&pipeline=gpon", 1)).containsExactly("message 2");
    }

    @Test
    void shouldSayOfARunThatWasNotHeardOfForAMinuteThatItIsDead() throws Exception {
        assertThat(pages("&state=dead", 5)).containsExactly("message 2");
        assertThat(pages("&state=computing", 5)).isEmpty();
        assertThat(pages("&state=waiting", 5)).containsExactly("message 3");
        assertThat(pages("&state=wrong", 5)).containsExactly("message 1");
        assertThat(mapper.readTree(get("acme", "/" + id(2)).body())
                        .path("state")
                        .asText())
                .isEqualTo("dead");
    }

    private List<String> pages(String query, int limit) throws Exception {
        List<String> messages = new ArrayList<>();
        String cursor = "";
        while (true) {
            HttpResponse<String> response = get("acme", "?limit=" + limit + query + cursor);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode page = mapper.readTree(response.body());
            page.path("recomputes")
                    .forEach(run -> messages.add(run.path("message").asText()));
            if (page.path("next").isNull()) {
                return messages;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    @Test
    void shouldAnswerOneAsTheContractSaysIt() throws Exception {
        // When
        HttpResponse<String> response = get("acme", "/" + id(1));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","id":"%s","kind":"reconcile","pipeline":"gpon","rollups":["province_5m"],\
                "from":"2019-07-01T00:00:00Z","to":"2019-08-01T00:00:00Z","who":"someone","state":"wrong","percent":42,\
                "events":10,"rows":9,"equal":8,"wrong":7,"generations":[1000001],"message":"message 1",\
                "started":"2019-08-01T02:00:00Z","heartbeat":"2019-08-01T02:40:00Z","ended":"2019-08-01T02:40:00Z",\
                "differences":[{"result":"missing"}]}\
                """.formatted(id(1)));
    }

    @Test
    void shouldListRunsWithoutTheirDifferences() throws Exception {
        // When
        JsonNode run = mapper.readTree(get("acme", "?state=wrong").body())
                .path("recomputes")
                .path(0);

        // Then
        assertThat(run.path("id").asText()).isEqualTo(id(1).toString());
        assertThat(run.has("differences")).isFalse();
    }

    @Test
    void shouldKnowNothingOfOtherTenants() throws Exception {
        // Then
        assertThat(get("other", "").body()).contains("message 4").doesNotContain("message 1");
        assertThat(get("other", "/" + id(1)).statusCode()).isEqualTo(404);
        assertThat(get("acme", "/" + id(4)).statusCode()).isEqualTo(404);
        assertThat(get("nobody", "").body()).isEqualTo("{\"tenant\":\"nobody\",\"recomputes\":[],\"next\":null}");
    }

    @Test
    void shouldRefuseACursorOfAnotherTenant() throws Exception {
        // Given
        String cursor =
                mapper.readTree(get("acme", "?limit=1").body()).path("next").asText();

        // When, Then
        assertThat(get("other", "?limit=1&cursor=" + cursor).statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({"6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "none"})
    void shouldSayThatThereIsNoSuchRun(String id) throws Exception {
        // When
        HttpResponse<String> response = get("acme", "/" + id);

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(mapper.readTree(response.body()).path("detail").asText()).contains("no recompute '" + id + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?pipeline=gpin | pipeline | gpon",
                "?kind=recomputes | kind | recompute",
                "?kind=x | kind | dry-run",
                "?state=running | state | computing",
                "?limit=1001 | limit | 1000",
                "?cursor=AAAA | cursor | unchanged",
                "?status=dead | status | state",
                "?state=dead&state=wrong | state | once"
            })
    void shouldRefuseWrongParameters(String query, String path, String hint) throws Exception {
        // When
        HttpResponse<String> response = get("acme", query);

        // Then
        assertThat(response.statusCode()).isEqualTo(422);
        JsonNode problem = mapper.readTree(response.body()).path("errors").path(0);
        assertThat(problem.path("path").asText()).isEqualTo(path);
        assertThat(problem.path("hint").asText()).contains(hint);
    }

    @Test
    void shouldSayWhenItCannotAnswerNow() throws Exception {
        // Given
        backends.storeRuns(new RunSource() {
            @Override
            public CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most) {
                return CompletableFuture.failedStage(new RowsUnavailableException("Cassandra can't answer now"));
            }

            @Override
            public CompletionStage<Optional<Run>> find(String tenant, UUID id) {
                return CompletableFuture.failedStage(new RowsUnavailableException("Cassandra can't answer now"));
            }
        });

        // When, Then
        assertThat(get("acme", "").statusCode()).isEqualTo(503);
        assertThat(get("acme", "/" + id(1)).statusCode()).isEqualTo(503);
        backends.obstruct(Optional.of("Kafka"));
        assertThat(get("acme", "").statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> get(String tenant, String rest) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + "/v1/tenants/" + tenant + "/recomputes" + rest))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
