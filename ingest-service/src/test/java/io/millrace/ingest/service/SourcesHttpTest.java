package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpStatus;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@MicronautTest
class SourcesHttpTest extends HttpTest {
    private static final String SOURCES = "/v1/tenants/acme/sources";
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    SourcesHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private Answer putWith(String pipeline, String sources) {
        return put(pipeline, definition(pipeline, "sources: [" + sources + "]"));
    }

    private Answer ask(String path) {
        return send("POST", SOURCES + path, BodyPublishers.noBody());
    }

    private JsonNode source(String pipeline, String name) {
        for (JsonNode source : get(SOURCES).json().get("sources")) {
            if (source.get("pipeline").asText().equals(pipeline)
                    && source.get("source").asText().equals(name)) {
                return source;
            }
        }
        throw new AssertionError("no source " + pipeline + "/" + name);
    }

    @Test
    void shouldListSourcesWithWhatTheyDid() {
        // Given
        putWith("listed", "{type: csv-folder, folder: listed}, {type: kafka, topic: clicks, format: json}");
        attachments.commitProgress(
                new SourceKey("acme", "listed", "kafka"),
                new SourceProgressRecord(
                        "topic clicks",
                        Map.of("0", "7"),
                        5,
                        2,
                        1,
                        Optional.of("no answer"),
                        Optional.of(AT.plusSeconds(1)),
                        OptionalLong.of(9),
                        AT,
                        List.of(new SourceProgressRecord.Run(
                                3, "topic", AT, Optional.of(AT), 0, 0, Optional.of("no answer")))));

        // When
        JsonNode folder = source("listed", "csv_folder");
        JsonNode topic = source("listed", "kafka");

        // Then
        assertThat(folder.get("type").asText()).isEqualTo("csv-folder");
        assertThat(folder.get("reads").asText()).isEqualTo("folder listed");
        assertThat(folder.get("state").asText()).isEqualTo("waiting");
        assertThat(folder.get("runs")).isEmpty();
        assertThat(folder.get("lag").isNull()).isTrue();
        assertThat(topic.get("state").asText()).isEqualTo("failing");
        assertThat(topic.get("accepted").asLong()).isEqualTo(5);
        assertThat(topic.get("rejected").asLong()).isEqualTo(2);
        assertThat(topic.get("lag").asLong()).isEqualTo(9);
        assertThat(topic.get("error").asText()).isEqualTo("no answer");
        assertThat(topic.get("nextRun").asText()).isEqualTo("2026-01-02T03:04:06Z");
        assertThat(topic.get("runs").get(0).get("startedAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(topic.get("runs").get(0).get("number").asLong()).isEqualTo(3);
    }

    @Test
    void shouldPauseAndResume() {
        // Given
        putWith("paused", "{type: csv-folder, folder: paused}");

        // When
        Answer pause = ask("/paused/csv_folder:pause");
        String state = source("paused", "csv_folder").get("state").asText();
        Answer resume = ask("/paused/csv_folder:resume");

        // Then
        assertThat(pause.status()).as(pause.response().body()).isEqualTo(HttpStatus.OK.getCode());
        assertThat(pause.json().get("state").asText()).isEqualTo("paused");
        assertThat(state).isEqualTo("paused");
        assertThat(resume.json().get("state").asText()).isEqualTo("waiting");
        assertThat(ask("/paused/csv_folder:run").status()).isEqualTo(200);
    }

    @Test
    void shouldSayThatThereIsNoSuchSource() {
        assertProblem(ask("/nothing/poll:run"), 404, "not-found");
        assertProblem(get(SOURCES + "?state=paused"), 422, "invalid-parameter");
    }

    @Test
    void shouldRefuseTopicsOfMillraceAndFoldersOfOthers() {
        // Given
        putWith("owner", "{type: csv-folder, folder: owned}");

        // When
        Answer refused =
                putWith("taker", "{type: csv-folder, folder: owned}, {type: kafka, topic: events.other, format: json}");

        // Then
        assertProblem(refused, 422, "invalid-definition");
        assertThat(refused.json().get("errors").findValuesAsText("path"))
                .containsExactly("sources[0].folder", "sources[1].topic");
        assertThat(putWith("owner", "{type: csv-folder, folder: owned, settle: 1s}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldBeginNoGenerationForSources() {
        // Given
        put("still", definition("still", ""));

        // When
        Answer changed = putWith("still", "{type: csv-folder, folder: still}");

        // Then
        assertThat(changed.json().get("version").asInt()).isEqualTo(2);
        assertThat(changed.json().get("generations")).isEmpty();
    }
}
