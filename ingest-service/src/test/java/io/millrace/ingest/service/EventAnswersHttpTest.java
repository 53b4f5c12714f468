package io.millrace.ingest.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.model.event.EventId;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is answered to a body that was read, and what is left of it. */
@MicronautTest
class EventAnswersHttpTest extends EventsFixture {
    EventAnswersHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @Test
    void shouldSayWhichRecordsWereRejected() {
        // When
        Answer answer = post(EVENTS, NDJSON, A + "\n{\"device\":\"b\",\"speed\":\"fast\"}\nno json\n");

        // Then
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejectedCount").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/rejected/0/index").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/rejected/0/line").asInt()).isEqualTo(3);
        assertThat(answer.json().at("/rejected/0/field").asText()).isEqualTo("speed");
        assertThat(answer.json().at("/rejected/0/code").asText()).isEqualTo("not-a-number");
        assertThat(answer.json().at("/rejected/0/message").asText()).contains("fast");
        assertThat(answer.json().at("/rejected/1").has("field")).isFalse();
        assertThat(deadLetters())
                .extracting(letter -> letter.id().toString())
                .isEqualTo(answer.json().get("rejected").findValuesAsText("deadLetter"));
        assertThat(deadLetters().get(1).original()).isEqualTo("no json".getBytes(UTF_8));
    }

    @Test
    void shouldAnswer422WhenNoRecordWasAccepted() {
        // When
        Answer answer = post(EVENTS, NDJSON, "x\n".repeat(101));

        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("accepted").asInt()).isZero();
        assertThat(answer.json().get("rejectedCount").asInt()).isEqualTo(101);
        assertThat(answer.json().get("rejected")).hasSize(100);
    }

    @Test
    void shouldSayWhereADocumentBreaks() {
        // When
        Answer answer = post(EVENTS, "application/json", "[" + A + ", {\"device\"");

        // Then
        assertProblem(answer, 400, "malformed-document");
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejectedCount").asInt()).isZero();
        assertThat(answer.json().get("nextIndex").asInt()).isEqualTo(1);
        assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter.id())
                .hasToString(answer.json().get("deadLetter").asText()));
    }

    @Test
    void shouldGiveTheSameIdsToARetryUnderTheSameKey() {
        // When
        for (int attempt = 0; attempt < 2; attempt++) {
            send("POST", EVENTS, BodyPublishers.ofString(A + B), "Content-Type", NDJSON, "Idempotency-Key", "order-1");
        }

        // Then
        List<EventId> ids = attachments.producer.history().stream()
                .map(record -> EventId.read(record.key()))
                .toList();
        assertThat(ids).hasSize(4);
        assertThat(ids.subList(2, 4)).isEqualTo(ids.subList(0, 2));
    }

    @Test
    void shouldSayWhereToGoOnWhenKafkaRefuses() {
        // Given
        attachments.producer.sendException = new TimeoutException("no room");

        // When
        Answer answer = post(EVENTS, NDJSON, A + B);

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().get("retryable").asBoolean()).isTrue();
        assertThat(answer.json().get("accepted").asInt()).isZero();
        assertThat(answer.json().get("nextIndex").asInt()).isZero();
    }

    @Test
    void shouldSayHowFarItGotWhenKafkaRefusesAfterTheFirstRecord() {
        // Given
        attachments.producer.onSend = sent -> attachments.producer.sendException = new TimeoutException("no room");

        // When
        Answer answer = post(EVENTS, NDJSON, A + B + A);

        // Then
        assertProblem(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().get("retryable").asBoolean()).isTrue();
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rejectedCount").asInt()).isZero();
        assertThat(answer.json().get("nextIndex").asInt()).isEqualTo(1);
    }

    @Test
    void shouldCountWhatCameIn() {
        // Given
        post(EVENTS, NDJSON, A + "{\"device\":\"a\",\"speed\":1,\"colour\":\"red\"}\n" + "no json\n");

        // When
        String metrics = get("/prometheus").response().body();

        // Then
        assertThat(metrics)
                .containsPattern(
                        "millrace_ingest_records_total\\{outcome=\"accepted\",pipeline=\"speeds\",tenant=\"acme\"} [1-9]")
                .containsPattern(
                        "millrace_ingest_records_total\\{outcome=\"rejected\",pipeline=\"speeds\",tenant=\"acme\"} [1-9]")
                .containsPattern("millrace_ingest_bytes_total\\{pipeline=\"speeds\",tenant=\"acme\"} [1-9]")
                .containsPattern("millrace_ingest_unknown_fields_total\\{pipeline=\"speeds\",tenant=\"acme\"} [1-9]");
    }
}
