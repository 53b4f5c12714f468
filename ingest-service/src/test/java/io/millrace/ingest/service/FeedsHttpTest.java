package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@MicronautTest
class FeedsHttpTest extends HttpTest {
    private static final String RUN = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    FeedsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private static String feed(String rollup, int generation, int version, String from, String until) {
        return """
                {"rollup": "%s", "generation": %d, "version": %d, "layout": {"bucketMs": 3600000, "shards": 4},
                 "serves": {"from": "%s", "until": "%s"}, "lookupsAsOf": 3, "run": "%s"}
                """.formatted(rollup, generation, version, from, until, RUN);
    }

    private static String feed(int generation) {
        return feed("device_5m", generation, 1, "2026-03-01T12:00:00Z", "2026-03-01T13:05:00Z");
    }

    private Answer announce(String pipeline, String feed) {
        return post(PIPELINES + pipeline + "/feeds", "application/json", feed);
    }

    private List<Integer> generations(String pipeline) {
        return get(PIPELINES + pipeline + "/feeds").json().path("feeds").findValues("generation").stream()
                .map(JsonNode::asInt)
                .toList();
    }

    private Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    private static String typeOf(Answer answer) {
        return answer.json().path("type").asText();
    }

    private static List<String> pathsOf(Answer answer) {
        return answer.json().path("errors").findValues("path").stream()
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void shouldAnnounceAFeedOnceHoweverOftenItIsAsked() {
        // Given
        put("feeds1", definition("feeds1", ""));
        // When
        Answer first = announce("feeds1", feed(1_000_001));
        Answer again = announce("feeds1", feed(1_000_001));
        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo(PIPELINES + "feeds1/feeds/device_5m/1000001");
        assertThat(first.json().path("serves").path("until").asText()).isEqualTo("2026-03-01T13:05:00Z");
        assertThat(first.json().path("lookupsAsOf").asInt()).isEqualTo(3);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(generations("feeds1")).containsExactly(1_000_001);
    }

    /** IngestFeedsTest of batch-recompute sees that it sends this. */
    @Test
    void shouldUnderstandWhatARecomputeSends() throws IOException {
        // Given
        put("feeds10", definition("feeds10", ""));
        String feed = Files.readString(
                Path.of("..", "batch-recompute", "src/test/resources/io/millrace/batch/live/feed.json"));
        // When
        Answer announced = announce("feeds10", feed);
        // Then
        assertThat(announced.status()).as(announced.response().body()).isEqualTo(201);
        assertThat(announced.json().path("lookupsAsOf").asInt()).isEqualTo(3);
        assertThat(generations("feeds10")).containsExactly(1_000_001);
        assertThat(delete(PIPELINES + "feeds10/feeds/device_5m/1000001").status())
                .isEqualTo(204);
    }

    @Test
    void shouldKeepFeedsWhenTheDefinitionChanges() {
        // Given
        put("feeds2", definition("feeds2", ""));
        announce("feeds2", feed(1_000_001));
        // When
        Answer changed = put("feeds2", definition("feeds2", "lateness: 2d"));
        // Then
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("version").asInt()).isEqualTo(2);
        assertThat(generations("feeds2")).containsExactly(1_000_001);
    }

    @Test
    void shouldDropFeedsWithTheirPipeline() {
        // Given
        put("feeds3", definition("feeds3", ""));
        announce("feeds3", feed(1_000_001));
        // When
        delete(PIPELINES + "feeds3");
        // Then
        assertThat(announce("feeds3", feed(1_000_002)).status()).isEqualTo(404);
        put("feeds3", definition("feeds3", ""));
        assertThat(generations("feeds3")).isEmpty();
    }

    @Test
    void shouldRemoveAFeed() {
        // Given
        put("feeds4", definition("feeds4", ""));
        announce("feeds4", feed(1_000_001));
        announce("feeds4", feed(1_000_002));
        // When
        Answer removed = delete(PIPELINES + "feeds4/feeds/device_5m/1000001");
        // Then
        assertThat(removed.status()).isEqualTo(204);
        assertThat(generations("feeds4")).containsExactly(1_000_002);
        assertThat(delete(PIPELINES + "feeds4/feeds/device_5m/1000001").status())
                .isEqualTo(404);
        assertThat(delete(PIPELINES + "feeds4/feeds/other/1000002").status()).isEqualTo(404);
    }

    @Test
    void shouldRefuseAGenerationThatIsFedOtherwise() {
        // Given
        put("feeds5", definition("feeds5", ""));
        announce("feeds5", feed(1_000_001));
        // When
        Answer refused =
                announce("feeds5", feed("device_5m", 1_000_001, 1, "2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z"));
        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(typeOf(refused)).isEqualTo("urn:millrace:problem:feed-differs");
        assertThat(generations("feeds5")).containsExactly(1_000_001);
    }

    @Test
    void shouldRefuseWhatThePipelineDoesNotHave() {
        // Given
        put("feeds6", definition("feeds6", ""));
        String from = "2026-03-01T12:00:00Z";
        String until = "2026-03-01T13:00:00Z";
        // When
        Answer noVersion = announce("feeds6", feed("device_5m", 1_000_001, 2, from, until));
        Answer noRollup = announce("feeds6", feed("device_1h", 1_000_001, 1, from, until));
        Answer within =
                announce("feeds6", feed("device_5m", 1_000_001, 1, "2026-03-01T12:01:00Z", "2026-03-01T13:00:00.001Z"));
        // Then
        assertThat(List.of(noVersion, noRollup, within))
                .allSatisfy(refused -> assertThat(refused.status()).isEqualTo(422))
                .allSatisfy(refused -> assertThat(typeOf(refused)).isEqualTo("urn:millrace:problem:invalid-feed"));
        assertThat(pathsOf(noVersion)).containsExactly("version");
        assertThat(pathsOf(noRollup)).containsExactly("rollup");
        assertThat(pathsOf(within)).containsExactly("serves.from", "serves.until");
        assertThat(generations("feeds6")).isEmpty();
    }

    @Test
    void shouldFeedSessionsOfWholeCells() {
        // Given
        put("feeds7", definition("feeds7", """
                  - name: visits
                    dimensions: [device]
                    window: {type: session, gap: 30m}
                    measures: [{name: readings, type: count}]
                """));
        // When: 48 gaps are a day
        Answer refused =
                announce("feeds7", feed("visits", 1_000_001, 1, "2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z"));
        Answer fed = announce("feeds7", feed("visits", 1_000_001, 1, "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z"));
        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(pathsOf(refused)).containsExactly("serves.until");
        assertThat(fed.status()).isEqualTo(201);
        assertThat(generations("feeds7")).containsExactly(1_000_001);
    }

    @Test
    void shouldNameEverythingThatIsWrongWithARequest() {
        // Given
        put("feeds8", definition("feeds8", ""));
        // When
        Answer refused = announce("feeds8", """
                {"generation": 7, "version": 1.5, "layout": {"shards": 0}, "serves": {"from": "noon"}, "run": "x", "more": 1}
                """);
        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(pathsOf(refused))
                .containsExactlyInAnyOrder(
                        "more",
                        "rollup",
                        "generation",
                        "version",
                        "layout.bucketMs",
                        "layout.shards",
                        "serves.from",
                        "serves.until",
                        "run");
    }

    @Test
    void shouldKnowNoFeedsOfAPipelineThatIsNotThere() {
        assertThat(announce("feeds9", feed(1_000_001)).status()).isEqualTo(404);
        assertThat(get(PIPELINES + "feeds9/feeds").status()).isEqualTo(404);
        assertThat(delete(PIPELINES + "feeds9/feeds/device_5m/1000001").status())
                .isEqualTo(404);
    }
}
