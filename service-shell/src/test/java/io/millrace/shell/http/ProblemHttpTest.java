package io.millrace.shell.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.shell.life.NotReadyException;
import io.millrace.shell.life.Readiness;
import jakarta.inject.Singleton;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
class ProblemHttpTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;

    ProblemHttpTest(EmbeddedServer server) {
        this.server = server;
    }

    /** Fails in every way. */
    @Controller("/fail")
    static final class FailingController {
        @Get("/{how}")
        CompletionStage<String> fail(String how) {
            if (how.equals("in-another-thread")) {
                return CompletableFuture.supplyAsync(() -> {
                    throw new IllegalArgumentException("nobody");
                });
            }
            throw switch (how) {
                case "known" ->
                    new ProblemException(Problem.invalidParameters(
                            List.of(new Problem.Item("limit", "is no number", "1 to 10000"))));
                case "early" -> new NotReadyException("waiting for Kafka");
                default -> new IllegalStateException("secret");
            };
        }
    }

    /** Knows one exception. */
    @Singleton
    static final class OwnProblems implements ProblemSource {
        @Override
        public Optional<Problem> problemOf(Throwable failure) {
            return failure instanceof IllegalArgumentException
                    ? Optional.of(Problem.notFound(String.valueOf(failure.getMessage())))
                    : Optional.empty();
        }
    }

    /** Never ready. */
    @Singleton
    static final class Obstacle implements Readiness {
        @Override
        public Optional<String> obstacle() {
            return Optional.of("waiting for Kafka");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.getURL() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode problem(HttpResponse<String> response, HttpStatus status, String name) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status.getCode());
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = mapper.readTree(response.body());
        assertThat(problem.get("type").textValue()).isEqualTo("urn:millrace:problem:" + name);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("status").intValue()).isEqualTo(status.getCode());
        assertThat(problem.get("detail").textValue()).isNotBlank();
        assertThat(problem.get("retryable").isBoolean()).isTrue();
        return problem;
    }

    @Test
    void shouldSayEverythingThatIsWrong() throws Exception {
        // When
        HttpResponse<String> response = get("/fail/known");
        // Then
        problem(response, HttpStatus.UNPROCESSABLE_ENTITY, "invalid-parameter");
        assertThat(response.body()).isEqualTo("""
                {"type":"urn:millrace:problem:invalid-parameter","title":"The request's parameters can't be used",\
                "status":422,"detail":"limit: is no number","retryable":false,\
                "errors":[{"path":"limit","message":"is no number","hint":"1 to 10000"}]}\
                """);
    }

    @Test
    void shouldAskTheServiceWhatAnExceptionMeans() throws Exception {
        problem(get("/fail/in-another-thread"), HttpStatus.NOT_FOUND, "not-found");
    }

    @Test
    void shouldSayWhenTheSameRequestMaySucceed() throws Exception {
        // When
        HttpResponse<String> response = get("/fail/early");
        // Then
        JsonNode problem = problem(response, HttpStatus.SERVICE_UNAVAILABLE, "unavailable");
        assertThat(problem.get("retryable").booleanValue()).isTrue();
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void shouldNotTellWhatItsFaultsAre() throws Exception {
        // When
        HttpResponse<String> response = get("/fail/fault");
        // Then
        problem(response, HttpStatus.INTERNAL_SERVER_ERROR, "internal-error");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void shouldAnswerWithAProblemWhatHttpItselfRefuses() throws Exception {
        problem(get("/nowhere"), HttpStatus.NOT_FOUND, "not-found");
        problem(get("/openapi.yml"), HttpStatus.NOT_FOUND, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fail/known?limit=%zz", "/fail/%zz", "/fail/known?limit=%"})
    void shouldAnswerWithAProblemAnAddressThatIsNone(String path) throws Exception {
        // When: what clients refuse to send
        String answer;
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:millrace:problem:bad-request");
    }

    @Test
    void shouldBeAliveWhileItIsNotReady() throws Exception {
        // When
        HttpResponse<String> readiness = get("/health/readiness");
        HttpResponse<String> liveness = get("/health/liveness");
        // Then
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("waiting for Kafka");
        assertThat(liveness.statusCode()).isEqualTo(200);
    }
}
