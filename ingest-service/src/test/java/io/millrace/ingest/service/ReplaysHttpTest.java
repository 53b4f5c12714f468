package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class ReplaysHttpTest extends HttpTest {
    private static final String REPLAYS = "/v1/tenants/acme/dead-letter-replays";

    ReplaysHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private Answer replay(String body) {
        return post(REPLAYS, "application/json", body);
    }

    private void putWithLetters(String pipeline, String csv) {
        put(pipeline, definition(pipeline, ""), "Content-Type", "application/yaml");
        post(PIPELINES + pipeline + "/events?delimiter=%3B", "text/csv", csv);
    }

    @Test
    void shouldShowWhatARepairWouldDoThenDoItAndGiveTheReceiptAgain() {
        // Given
        putWithLetters("repaired", "device;speed\na;5k\nb;fast\nc;7\n");
        String request = "{\"pipeline\": \"repaired\", \"code\": \"not-a-number\","
                + " \"set\": {\"speed\": \"int(record.speed.replace('k', '000'))\"}";

        // When
        Answer dry = replay(request + ", \"dryRun\": true}");
        Answer done = replay(request + "}");
        Answer again = replay(request + "}");

        // Then
        assertThat(dry.status()).as(dry.response().body()).isEqualTo(200);
        assertThat(dry.json().get("replayed").asInt()).isEqualTo(1);
        JsonNode example = dry.json().get("examples").get(0);
        assertThat(example.get("before").get("speed").asText()).isEqualTo("5k");
        assertThat(example.get("after").get("speed").asLong()).isEqualTo(5000);
        assertThat(dry.json().get("examples").get(1).get("after").isNull()).isTrue();
        assertThat(done.status()).isEqualTo(201);
        assertThat(done.json().get("selected").asInt()).isEqualTo(2);
        assertThat(done.json().get("replayed").asInt()).isEqualTo(1);
        assertThat(done.json().get("stillRejected").asInt()).isEqualTo(1);
        assertThat(get(done.header("Location")).json()).isEqualTo(done.json());
        assertThat(again.json().get("replayed").asInt()).isZero();
        assertThat(again.json().get("alreadyReplayed").asInt()).isEqualTo(1);
        assertThat(attachments.replays.events).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                   | pipeline",
                "{\"pipeline\": \"wrong\", \"to\": \"soon\"}          | to",
                "{\"pipeline\": \"wrong\", \"to\": \"2001-01-01T00:00:00Z\"} | to",
                "{\"pipeline\": \"wrong\", \"ids\": [\"x\"]}          | ids[0]",
                "{\"pipeline\": \"wrong\", \"ids\": []}               | ids",
                "{\"pipeline\": \"wrong\", \"set\": {\"speed\": 5}}   | set.speed",
                "{\"pipeline\": \"wrong\", \"set\": {\"speed\": \"record.\"}} | set.speed",
                "{\"pipeline\": \"wrong\", \"set\": {\"speed\": \"speed\"}}   | set.speed",
                "{\"pipeline\": \"wrong\", \"set\": {\"other\": \"1\"}}       | set.other",
                "{\"pipeline\": \"wrong\", \"dryRun\": \"yes\"}       | dryRun",
                "{\"pipeline\": \"wrong\", \"dry\": true}             | dry",
            })
    void shouldNameWhatIsWrongWithARequest(String body, String path) {
        // Given
        put("wrong", definition("wrong", ""), "Content-Type", "application/yaml");

        // When
        Answer answer = replay(body);

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors").findValuesAsText("path")).containsExactly(path);
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        assertProblem(replay("[]"), 400, "malformed-document");
        assertProblem(replay("{"), 400, "malformed-document");
        assertProblem(replay("{\"pipeline\": \"absent\"}"), 404, "not-found");
        assertProblem(post(REPLAYS, "text/plain", "{}"), 415, "unsupported-media-type");
        assertProblem(get(REPLAYS + "/0196a0a0-0000-7000-8000-000000000000"), 404, "not-found");
        assertProblem(get(REPLAYS + "/none"), 404, "not-found");
        assertProblem(
                send(
                        "POST",
                        REPLAYS + "?dryRun=true",
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json"),
                422,
                "invalid-parameter");
    }
}
