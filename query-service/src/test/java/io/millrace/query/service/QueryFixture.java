package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;

/** What tests of rollups over HTTP share: rows in two windows, one of them in parts, and a client. */
abstract class QueryFixture {
    static final String ROWS = "/v1/tenants/acme/rollups/gpon/province_5m";
    static final String INTERVAL = "?from=2019-08-01T03:00:00Z&to=2019-08-01T05:00:00Z";
    static final Instant WINDOW = Instant.parse("2019-08-01T03:35:00Z");

    final FakeBackends backends;
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;

    QueryFixture(EmbeddedServer server, FakeBackends backends) {
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

    JsonNode problem(HttpResponse<String> response, int status, String name) throws IOException {
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

    JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return mapper.readTree(response.body());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", accept));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> ask() {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(ROWS + INTERVAL)).build(), HttpResponse.BodyHandlers.ofString());
    }

    URI uri(String path) {
        return URI.create(server.getURL() + path);
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
