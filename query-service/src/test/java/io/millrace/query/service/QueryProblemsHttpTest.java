package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.query.data.StoredRows;
import io.millrace.query.read.RowsUnavailableException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is answered when rows are not. */
@MicronautTest
class QueryProblemsHttpTest extends QueryFixture {
    QueryProblemsHttpTest(EmbeddedServer server, FakeBackends backends) {
        super(server, backends);
    }

    @Test
    void shouldReportEverythingThatIsWrong() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + "?from=2019-08-01T03:01:00Z&orderBy=reading&limt=5", "text/csv");

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
        "/v1/tenants/acme/rollups/gpon/none/live",
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
}
