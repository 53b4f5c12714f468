package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not taken: bodies that are not read, and records beyond the limits. */
@MicronautTest
class EventRefusalsHttpTest extends EventsFixture {
    EventRefusalsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tenants/acme/pipelines/nobody/events,              application/json,               404, not-found",
        "/v1/tenants/nobody/pipelines/speeds/events,            application/json,               404, not-found",
        "/v1/tenants/acme/pipelines/speeds/events,              text/plain,                     415, unsupported-media-type",
        "/v1/tenants/acme/pipelines/speeds/events,              text/csv; charset=iso-8859-1,   415, unsupported-media-type",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=;;, text/csv,                       422, invalid-parameter",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=%22,text/csv,                       422, invalid-parameter",
        "/v1/tenants/acme/pipelines/speeds/events?delimiter=;,  application/json,               422, invalid-parameter",
    })
    void shouldRefuseWithAProblem(String path, String contentType, int status, String type) {
        // When
        Answer answer = post(path, contentType, A);

        // Then
        assertProblem(answer, status, type);
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldRefuseABodyOfUnknownKind() {
        // When
        Answer untyped = send("POST", EVENTS, BodyPublishers.ofString(A));
        Answer brotli = compressed("br", new byte[] {1});
        Answer keyless = send(
                "POST", EVENTS, BodyPublishers.ofString(A), "Content-Type", NDJSON, "Idempotency-Key", "k".repeat(256));

        // Then
        assertProblem(untyped, 415, "unsupported-media-type");
        assertProblem(brotli, 415, "unsupported-media-type");
        assertProblem(keyless, 422, "invalid-parameter");
    }

    @Test
    void shouldNameAnUnknownParameter() {
        // When
        Answer answer = post(EVENTS + "?heading=no&delimiter=;&delimiter=,", "text/csv", "device,speed\n");

        // Then
        assertThat(answer.json().get("errors").findValuesAsText("path"))
                .containsExactlyInAnyOrder("heading", "delimiter");
    }

    @Test
    void shouldTakeNothingBeforeItIsReady() {
        // Given
        attachments.obstacle = Optional.of("the definitions are still being read");

        // When
        Answer answer = post(EVENTS, NDJSON, A);

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldSayWhichRecordsAreBeyondTheLimits() {
        // Given
        String deep = "{\"device\":\"a\",\"speed\":1,\"x\":" + "[".repeat(100_000) + "}\n";
        String wide = "{\"device\":\"a\",\"speed\":1"
                + IntStream.range(0, 1_000)
                        .mapToObj(key -> ",\"k" + key + "\":0")
                        .collect(Collectors.joining()) + "}\n";
        String large = "{\"device\":\"" + "a".repeat(1 << 20) + "\",\"speed\":1}\n";

        // When
        Answer answer = post(EVENTS, NDJSON, deep + wide + large + A);

        // Then
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejected").findValuesAsText("code"))
                .containsExactly("nested-too-deep", "too-many-fields", "record-too-large");
    }
}
