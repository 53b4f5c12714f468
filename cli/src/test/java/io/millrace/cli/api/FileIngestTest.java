package io.millrace.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.cli.AnsweringServer;
import io.millrace.cli.output.ProblemText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileIngestTest {
    private static final String BUSY =
            "{\"title\": \"Not now\", \"status\": 503, \"detail\": \"d\", \"retryable\": true, \"nextIndex\": 0}";
    private static final String OVER_QUOTA =
            "{\"title\": \"Over the quota\", \"status\": 429, \"detail\": \"d\", \"retryable\": true}";
    private static final String ACCEPTED = "{\"accepted\": 1, \"rejectedCount\": 0, \"rejected\": []}";

    private final List<FileIngest.Retry> retries = new ArrayList<>();
    private AnsweringServer server;
    private FileIngest ingest;

    @BeforeEach
    void startServer() throws IOException {
        server = new AnsweringServer("Idempotency-Key");
        URI url = URI.create(server.url());
        ingest = new FileIngest(new MillraceApi(new MillraceApi.Addresses(url, url, Optional.empty())), retries::add);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private FileIngest.Outcome send() throws Exception {
        return ingest.send("acme", "gpon", "application/x-ndjson", "{}".getBytes(UTF_8), "key-1");
    }

    private static Map<String, String> retryAfter(String value) {
        return Map.of("Retry-After", value);
    }

    @Test
    void shouldWaitAsLongAsTheServiceAsks() throws Exception {
        // Given
        server.willAnswer(503, BUSY, retryAfter("7"));
        server.willAnswer(429, OVER_QUOTA, retryAfter("60"));
        server.willAnswer(202, ACCEPTED);

        // When
        FileIngest.Outcome outcome = send();

        // Then
        assertThat(outcome.accepted()).isEqualTo(1);
        assertThat(retries)
                .containsExactly(
                        new FileIngest.Retry(2, 5, Duration.ofSeconds(7), "Not now"),
                        new FileIngest.Retry(3, 5, Duration.ofSeconds(60), "Over the quota"));
        assertThat(server.requests()).hasSize(3);
        assertThat(new HashSet<>(server.requests()))
                .containsExactly("POST /v1/tenants/acme/pipelines/gpon/events key-1");
    }

    @Test
    void shouldWaitLongerEachTimeIfTheServiceAsksForLessOrNothing() throws Exception {
        // Given
        server.willAnswer(503, BUSY, retryAfter("0"));
        server.willAnswer(503, BUSY);
        server.willAnswer(503, BUSY, retryAfter("soon"));
        server.willAnswer(503, BUSY, retryAfter("-3"));
        server.willAnswer(202, ACCEPTED);

        // When
        send();

        // Then
        assertThat(retries)
                .extracting(FileIngest.Retry::pause)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(16));
    }

    @Test
    void shouldUnderstandATimeByTheClockOfTheService() {
        assertThat(pause("Sat, 01 Jan 2000 00:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(pause("Fri, 31 Dec 1999 23:59:59 GMT")).contains(Duration.ZERO);
        assertThat(pause("2000-01-01")).isEmpty();
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"))))
                .isEmpty();
    }

    private static Optional<Duration> pause(String retryAfter) {
        return RetryAfter.of(headers(Map.of("Date", "Sat, 01 Jan 2000 00:00:00 GMT", "Retry-After", retryAfter)));
    }

    private static HttpHeaders headers(Map<String, String> headers) {
        return HttpHeaders.of(
                headers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
                (name, value) -> true);
    }

    @Test
    void shouldEndAndSayWhenIfTheServiceAsksForMoreThanAMinute() {
        // Given
        server.willAnswer(429, OVER_QUOTA, retryAfter("61"));

        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, this::send);

        // Then
        assertThat(ProblemText.of(refused.problem())).isEqualTo("Over the quota: d\n(the same may succeed in 61 s)");
        assertThat(retries).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldEndAfterFiveTries() {
        // Given
        for (int number = 1; number <= 5; number++) {
            server.willAnswer(503, BUSY, retryAfter("5"));
        }

        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, this::send);

        // Then
        assertThat(refused.problem().status()).isEqualTo(503);
        assertThat(retries).hasSize(4);
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void shouldNotSendAgainWhatARetryDoesNotHelp() {
        // Given
        server.willAnswer(404, "{\"title\": \"No such pipeline\", \"retryable\": false}", retryAfter("1"));

        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, this::send);

        // Then
        assertThat(refused.problem().status()).isEqualTo(404);
        assertThat(retries).isEmpty();
    }
}
