package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.cassandra.DeadLetterRow;
import io.millrace.query.data.StoredDeadLetters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class DeadLetterHttpTest {
    private static final String LETTERS = "/v1/tenants/acme/dead-letters";
    private static final Instant NOON = Instant.parse("2019-08-01T02:00:00Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    DeadLetterHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        backends.storeDeadLetters(new StoredDeadLetters(
                letter(1, "not-a-number", NOON),
                letter(2, "not-a-number", NOON.minus(Duration.ofDays(3))),
                letter(3, "missing-field", NOON.minusSeconds(1)),
                letter(4, "missing-field", NOON.minus(Duration.ofDays(40)))));
    }

    private static DeadLetterRow letter(int number, String code, Instant at) {
        return new DeadLetterRow(
                "acme",
                new UUID(0, number),
                at,
                "gpon",
                "ingest",
                code,
                Optional.of("speed_in"),
                "message " + number,
                "request",
                number,
                -1,
                "text/csv",
                Optional.empty(),
                false);
    }

    @Test
    void shouldAnswerTheNewestFirstPageByPage() throws Exception {
        assertThat(pages("", 1)).containsExactly("message 1", "message 3", "message 2");
        assertThat(pages("&from=2019-01-01T00:00:00Z", 2))
                .containsExactly("message 1", "message 3", "message 2", "message 4");
        assertThat(pages("&code=missing-field", 5)).containsExactly("message 3");
        assertThat(pages("&to=2019-08-01T02:00:00Z&pipeline=gpon", 5)).containsExactly("message 3", "message 2");
        assertThat(pages("&from=2019-08-01T02:00:00Z", 5)).containsExactly("message 1");
    }

    @Test
    void shouldLeaveNoneOutAmongManyOfOneMillisecond() throws Exception {
        // Given
        backends.storeDeadLetters(new StoredDeadLetters(IntStream.range(0, 100)
                .mapToObj(number -> letter(number, "x", NOON.minusMillis(number / 40)))
                .toArray(DeadLetterRow[]::new)));

        // When
        List<String> messages = pages("", 7);

        // Then
        assertThat(messages).hasSize(100).doesNotHaveDuplicates();
        assertThat(messages.subList(0, 40))
                .allSatisfy(message -> assertThat(number(message)).isLessThan(40));
        assertThat(messages.subList(80, 100))
                .allSatisfy(message -> assertThat(number(message)).isGreaterThan(79));
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(8));
    }

    private List<String> pages(String query, int limit) throws Exception {
        List<String> messages = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page =
                    mapper.readTree(get("?limit=" + limit + query + cursor).body());
            page.path("deadLetters")
                    .forEach(letter -> messages.add(letter.path("message").asText()));
            if (page.path("next").isNull()) {
                return messages;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    @Test
    void shouldCountByPipelineStageAndCode() throws Exception {
        assertThat(get("/counts?from=2019-07-20T00:00:00Z&to=2019-08-02T00:00:00Z")
                        .body())
                .isEqualTo("""
                {"tenant":"acme","from":"2019-07-20T00:00:00Z","to":"2019-08-02T00:00:00Z","counts":[\
                {"pipeline":"gpon","stage":"ingest","code":"missing-field","deadLetters":1,\
                "first":"2019-08-01T01:59:59Z","last":"2019-08-01T01:59:59Z"},\
                {"pipeline":"gpon","stage":"ingest","code":"not-a-number","deadLetters":2,\
                "first":"2019-07-29T02:00:00Z","last":"2019-08-01T02:00:00Z"}],"complete":true}\
                """);
        assertThat(get("/counts?from=2019-01-01T00:00:00Z").body()).contains("\"complete\":false");
    }

    @Test
    void shouldAnswerOneWithItsBytes() throws Exception {
        // When
        HttpResponse<String> whole = get("/" + new UUID(0, 3));
        HttpResponse<String> original = get("/" + new UUID(0, 3) + "/original");

        // Then
        assertThat(whole.body()).isEqualTo("""
                {"tenant":"acme","id":"00000000-0000-0000-0000-000000000003","at":"2019-08-01T01:59:59Z","pipeline":"gpon",\
                "stage":"ingest","code":"missing-field","field":"speed_in","message":"message 3","origin":"request","index":3,\
                "line":null,"contentType":"text/csv","header":null,"truncated":false,"original":"message 3"}\
                """);
        assertThat(original.body()).isEqualTo("message 3");
        assertThat(original.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(get("/" + new UUID(0, 9)).statusCode()).isEqualTo(404);
        assertThat(get("/none").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?pipeline=gpin | pipeline | gpon",
                "?from=yesterday | from | RFC 3339",
                "?from=2019-08-02T00:00:00Z&to=2019-08-01T00:00:00Z | to | from",
                "?limit=1001 | limit | 1000",
                "?cursor=AAAA | cursor | unchanged",
                "?codes=x | codes | code",
                "/counts?limit=5 | limit | pipeline",
            })
    void shouldRefuseWrongParameters(String query, String path, String hint) throws Exception {
        // When
        HttpResponse<String> response = get(query);

        // Then
        assertThat(response.statusCode()).isEqualTo(422);
        JsonNode problem = mapper.readTree(response.body()).path("errors").path(0);
        assertThat(problem.path("path").asText()).isEqualTo(path);
        assertThat(problem.path("hint").asText()).contains(hint);
    }

    private HttpResponse<String> get(String rest) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.getURI() + LETTERS + rest))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
