package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.query.request.RollupParameters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class QueryHttpTest {
    private static final String ROWS = "/v1/tenants/acme/rollups/gpon/province_5m";
    private static final String INTERVAL = "?from=2019-08-01T03:00:00Z&to=2019-08-01T05:00:00Z";
    private static final Instant WINDOW = Instant.parse("2019-08-01T03:35:00Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    QueryHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        backends.progress(0, Instant.parse("2019-08-01T03:38:33Z"));
        backends.store(new StoredRows(List.of(
                Gpon.row(WINDOW, Gpon.group("HKD", 1), 0, 3),
                Gpon.row(WINDOW, Gpon.group("HKD", 1), 9, 2),
                Gpon.row(WINDOW, Gpon.group("a,\"b\"", 2), 0, 1),
                Gpon.row(WINDOW, Gpon.group("", 3), 0, 1),
                Gpon.row(WINDOW, Gpon.group(Value.MISSING, Value.MISSING), 0, 9_007_199_254_740_993L),
                Gpon.row(WINDOW.minusSeconds(300 * 7), Gpon.group("HKD", 1), 0, 1))));
    }

    @Test
    void shouldAnswerRowsAsTheContractSaysThem() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + INTERVAL + "&where=province:HKD");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-type")).startsWith("application/json");
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","pipeline":"gpon","rollup":"province_5m",\
                "from":"2019-08-01T03:00:00Z","to":"2019-08-01T05:00:00Z","granularity":"5m","rows":[\
                {"windowStart":"2019-08-01T03:00:00Z","windowEnd":"2019-08-01T03:05:00Z","closed":false,\
                "dimensions":{"province":"HKD","port":1},"events":1,"measures":{"readings":1,"samples":1}},\
                {"windowStart":"2019-08-01T03:35:00Z","windowEnd":"2019-08-01T03:40:00Z","closed":false,\
                "dimensions":{"province":"HKD","port":1},"events":5,"measures":{"readings":5,"samples":5}}],\
                "next":null,"completeness":{"streamTime":"2019-08-01T03:38:33Z","lateEvents":2,"generations":[1]}}\
                """);
    }

    @Test
    void shouldAnswerOnlyTheMeasuresAskedFor() throws Exception {
        JsonNode row =
                json(get(ROWS + INTERVAL + "&measures=samples")).get("rows").get(0);

        assertThat(row.get("measures").toString()).isEqualTo("{\"samples\":1}");
    }

    @Test
    void shouldAnswerIntegersExactlyOrAsStrings() throws Exception {
        // When
        JsonNode exact =
                json(get(ROWS + INTERVAL + "&whereNull=province")).get("rows").get(0);
        JsonNode text = json(get(ROWS + INTERVAL + "&whereNull=province&integers=string"));

        // Then
        assertThat(exact.toString()).contains("\"events\":9007199254740993,", "{\"province\":null,\"port\":null}");
        assertThat(text.get("rows").get(0).toString())
                .contains("\"events\":\"9007199254740993\"", "\"readings\":\"9007199254740993\"");
        assertThat(text.get("completeness").get("lateEvents").isTextual()).isTrue();
    }

    @Test
    void shouldCloseAWindowWhenStreamTimePassesItsEndAndLateness() throws Exception {
        // Given: 03:00 to 03:05 and an hour of lateness
        assertThat(closed()).containsOnly(false);

        // When
        backends.progress(0, Instant.parse("2019-08-01T04:05:00Z"));

        // Then
        assertThat(closed()).containsExactly(true, false, false, false, false);
    }

    private List<Boolean> closed() throws IOException, InterruptedException {
        List<Boolean> closed = new ArrayList<>();
        json(get(ROWS + INTERVAL))
                .get("rows")
                .forEach(row -> closed.add(row.get("closed").booleanValue()));
        return closed;
    }

    @Test
    void shouldFollowNextToTheEnd() throws Exception {
        // Given
        List<String> rows = new ArrayList<>();
        String cursor = "";

        // When
        while (true) {
            JsonNode page = json(get(ROWS + INTERVAL + "&limit=2" + cursor));
            page.get("rows").forEach(row -> rows.add(row.toString()));
            if (page.get("next").isNull()) {
                break;
            }
            cursor = "&cursor=" + page.get("next").textValue();
        }

        // Then
        List<String> all = new ArrayList<>();
        json(get(ROWS + INTERVAL)).get("rows").forEach(row -> all.add(row.toString()));
        assertThat(rows).isEqualTo(all).hasSize(5);
    }

    @Test
    void shouldAnswerCsv() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + INTERVAL, "text/csv");

        // Then
        assertThat(header(response, "content-type")).startsWith("text/csv");
        assertThat(header(response, "millrace-completeness"))
                .isEqualTo("{\"streamTime\":\"2019-08-01T03:38:33Z\",\"lateEvents\":2,\"generations\":[1]}");
        assertThat(response.headers().firstValue("link")).isEmpty();
        assertThat(response.body().split("\r\n"))
                .containsExactly(
                        "windowStart,windowEnd,closed,province,port,events,readings,samples",
                        "2019-08-01T03:00:00Z,2019-08-01T03:05:00Z,false,HKD,1,1,1,1",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,9007199254740993,9007199254740993,9007199254740993",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,\"\",3,1,1,1",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,HKD,1,5,5,5",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,\"a,\"\"b\"\"\",2,1,1,1");
    }

    @Test
    void shouldTellTheRestOfTheGroupsFromARowOfNullsInCsv() throws Exception {
        // Given
        backends.store(new StoredRows(List.of(
                Gpon.row(WINDOW, GroupKey.OTHER, 0, 7),
                Gpon.row(WINDOW, Gpon.group(Value.MISSING, Value.MISSING), 0, 2))));

        // When
        HttpResponse<String> response = get(ROWS + INTERVAL, "text/csv");

        // Then
        assertThat(response.body().split("\r\n"))
                .containsExactlyInAnyOrder(
                        "windowStart,windowEnd,closed,province,port,other,events,readings,samples",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,true,7,7,7",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,false,2,2,2");
    }

    @Test
    void shouldLinkTheNextPageOfCsv() throws Exception {
        // Given
        List<String> rows = new ArrayList<>();
        Optional<String> next = Optional.of(ROWS + INTERVAL + "&limit=2&where=province:HKD&where=province:a%2C%22b%22");

        // When
        while (next.isPresent()) {
            HttpResponse<String> response = get(next.get(), "text/csv");
            assertThat(response.statusCode()).isEqualTo(200);
            response.body().lines().skip(1).forEach(rows::add);
            next = response.headers().firstValue("link").map(link -> {
                assertThat(link).endsWith(">; rel=\"next\"");
                return link.substring(1, link.indexOf('>'));
            });
        }

        // Then
        assertThat(rows).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, text/csv",
        "'application/json, text/csv', application/json",
        "'text/csv, application/json;q=0.5', text/csv",
        "'text/csv;q=0.5, application/json', application/json",
        "*/*, application/json",
        "'text/csv, */*;q=0.1', text/csv"
    })
    void shouldAnswerWhatIsAccepted(String accept, String type) throws Exception {
        assertThat(header(get(ROWS + INTERVAL, accept), "content-type")).startsWith(type);
    }

    @Test
    void shouldReportEverythingThatIsWrong() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + "?from=2019-08-01T03:01:00Z&orderBy=readings&limt=5", "text/csv");

        // Then
        JsonNode problem = problem(response, 422, "invalid-parameter");
        assertThat(problem.get("retryable").booleanValue()).isFalse();
        assertThat(problem.get("errors").findValuesAsText("path"))
                .containsExactlyInAnyOrder("from", "to", "orderBy", "limt");
        assertThat(problem.get("errors").findValuesAsText("hint"))
                .contains("nearest: 2019-08-01T03:00:00Z or 2019-08-01T03:05:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tenants/acme/rollups/none/province_5m",
        "/v1/tenants/acme/rollups/gpon/none",
        "/v1/tenants/other/rollups/gpon/province_5m",
        "/v1/tenants/Acme/rollups",
        "/v1/tenants/acme/rollups/gpon",
        "/v1/tenants/acme/rollups/gpon/province_5m/live",
        "/v1/tenants/acme/tables/t",
        "/"
    })
    void shouldAnswerWithAProblemWhatIsNotThere(String path) throws Exception {
        problem(get(path + (path.endsWith("5m") || path.endsWith("none") ? INTERVAL : "")), 404, "not-found");
    }

    @Test
    void shouldAnswerWithAProblemWhatHttpItselfRefuses() throws Exception {
        // When
        HttpResponse<String> method =
                send(HttpRequest.newBuilder(uri(ROWS + INTERVAL)).POST(HttpRequest.BodyPublishers.ofString("{}")));
        HttpResponse<String> accept = get(ROWS + INTERVAL, "image/png");

        // Then
        problem(method, 405, "method-not-allowed");
        assertThat(header(method, "allow")).contains("GET");
        problem(accept, 406, "not-acceptable");
    }

    @Test
    void shouldBeUnavailableWhileRowsCantBeRead() throws Exception {
        // Given
        StoredRows rows = new StoredRows();
        rows.failWith(new RowsUnavailableException("Cassandra can't answer now"));
        backends.store(rows);

        // When
        HttpResponse<String> response = get(ROWS + INTERVAL);

        // Then
        assertThat(problem(response, 503, "unavailable").get("retryable").booleanValue())
                .isTrue();
        assertThat(header(response, "retry-after")).matches("[0-9]+");
    }

    @Test
    void shouldBeUnavailableUntilItHasStarted() throws Exception {
        // Given
        backends.obstruct(Optional.of("Cassandra"));

        // Then
        problem(get(ROWS + INTERVAL), 503, "unavailable");
        problem(get("/v1/tenants/acme/rollups"), 503, "unavailable");
        assertThat(get("/health/readiness").statusCode()).isEqualTo(503);
        assertThat(get("/health/readiness").body()).contains("Cassandra");
        assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotTellWhatItsFaultsAre() throws Exception {
        // Given
        backends.store((slice, receiver) -> {
            throw new IllegalStateException("secret");
        });

        // When
        HttpResponse<String> response = get(ROWS + INTERVAL);

        // Then
        problem(response, 500, "internal-error");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void shouldRefuseQueriesThatThereIsNoRoomFor() throws Exception {
        // Given: two threads, room for two more, and rows that never come until the end
        CompletableFuture<Void> rowsCome = new CompletableFuture<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CompletableFuture<Void> bothTaken = new CompletableFuture<>();
        backends.store((slice, receiver) -> {
            threads.add(Thread.currentThread());
            if (threads.size() == 2) {
                bothTaken.complete(null);
            }
            return rowsCome;
        });

        // When: the line is empty for sure, since a thread that is done with another test's query took one of the first
        // two from it
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        responses.add(ask());
        responses.add(ask());
        bothTaken.get(30, TimeUnit.SECONDS);
        responses.add(ask());
        responses.add(ask());
        responses.add(ask());
        Object first = CompletableFuture.anyOf(responses.toArray(CompletableFuture[]::new))
                .join();
        rowsCome.complete(null);

        // Then
        assertThat(((HttpResponse<?>) first).statusCode()).isEqualTo(503);
        assertThat(responses.stream().map(response -> response.join().statusCode()))
                .containsExactlyInAnyOrder(200, 200, 200, 200, 503);
    }

    private CompletableFuture<HttpResponse<String>> ask() {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(ROWS + INTERVAL)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldSayWhatCanBeAsked() throws Exception {
        // When
        JsonNode catalogue = json(get("/v1/tenants/acme/rollups"));

        // Then
        assertThat(catalogue.get("tenant").textValue()).isEqualTo("acme");
        assertThat(catalogue.get("rollups").findValuesAsText("rollup"))
                .containsExactly("province_5m", "typed", "total", "measured");
        assertThat(catalogue.get("rollups").get(0).toString()).isEqualTo("""
                {"pipeline":"gpon","rollup":"province_5m","generation":1,"window":{"type":"tumbling","size":"5m"},\
                "lateness":"1h","dimensions":[{"name":"province","type":"string"},{"name":"port","type":"int"}],\
                "measures":[{"name":"readings","type":"count"},{"name":"samples","type":"count"}],\
                "streamTime":"2019-08-01T03:38:33Z"}\
                """);
        assertThat(json(get("/v1/tenants/other/rollups")).get("rollups")).isEmpty();
        problem(get("/v1/tenants/acme/rollups?limit=5"), 422, "invalid-parameter");
    }

    @Test
    void shouldDescribeItself() throws Exception {
        // When
        HttpResponse<String> response = get("/openapi.yml");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("/v1/tenants/{tenant}/rollups:", "/v1/tenants/{tenant}/rollups/{pipeline}/{rollup}:");
        RollupParameters.KNOWN.forEach(name -> assertThat(response.body()).contains("- name: " + name + "\n"));
    }

    @Test
    void shouldTellItsMetricsAndHealth() throws Exception {
        assertThat(get("/prometheus").body()).contains("jvm_");
        assertThat(get("/health/readiness").statusCode()).isEqualTo(200);
        assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
        problem(get("/env"), 404, "not-found");
    }

    private JsonNode problem(HttpResponse<String> response, int status, String name) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "content-type")).startsWith("application/problem+json");
        JsonNode problem = mapper.readTree(response.body());
        assertThat(problem.get("type").textValue()).isEqualTo("urn:millrace:problem:" + name);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("detail").textValue()).isNotBlank();
        assertThat(problem.get("retryable").isBoolean()).isTrue();
        return problem;
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return mapper.readTree(response.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", accept));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(server.getURL() + path);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
