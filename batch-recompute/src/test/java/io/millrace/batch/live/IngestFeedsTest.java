package io.millrace.batch.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.batch.run.RefusedException;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.cassandra.TimelineTable.State;
import io.millrace.kafka.cuts.CutsLog.Fed;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ingest-service is sent, and what becomes of its answers. FeedsHttpTest of ingest-service sends it the same {@code feed.json}. */
class IngestFeedsTest {
    private static final TimelineTable.Key KEY = new TimelineTable.Key("acme", "gpon", "device_5m");
    private static final UUID RUN = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static final Entry ENTRY = new Entry(
            new Layer(
                    "device_5m",
                    1_000_001,
                    1,
                    new RollupLayout(3_600_000, 4),
                    new TimeInterval(
                            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli(),
                            Instant.parse("2026-03-01T13:05:00Z").toEpochMilli())),
            State.COMPUTING,
            0,
            RUN,
            Instant.EPOCH,
            3);

    private record Reply(int status, String body) {}

    private final Deque<Reply> replies = new ConcurrentLinkedDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                            .orElse("-")
                    + " "
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse("-")
                    + " " + body);
            Reply reply = replies.remove();
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private IngestFeeds feeds(URI address, Optional<String> key) {
        InstantSource source = () -> now;
        IngestClient client = new IngestClient(address, key, source.withZone(ZoneOffset.UTC), time -> {
            pauses.add(time);
            now = now.plus(time);
        });
        return new IngestFeeds(
                client,
                fed -> fed.equals(new Fed("acme", "gpon", "device_5m", 1_000_001))
                        ? Map.of(0, new Cut("events.acme", 7), 2, new Cut("events.acme", 0))
                        : Map.of(),
                Optional::<PipelineRecord>empty);
    }

    private IngestFeeds feeds() {
        return feeds(address(), Optional.empty());
    }

    private static String feedJson() throws IOException {
        try (InputStream in = Objects.requireNonNull(IngestFeedsTest.class.getResourceAsStream("feed.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    void shouldAnnounceAFeed() throws IOException {
        // Given
        replies.add(new Reply(201, feedJson()));
        // When
        feeds().announce(KEY, ENTRY);
        // Then
        assertThat(requests)
                .containsExactly("POST /v1/tenants/acme/pipelines/gpon/feeds application/json - " + feedJson());
    }

    @Test
    void shouldRemoveAFeedWithTheKeyThatItHas() {
        // Given
        replies.add(new Reply(204, ""));
        // When
        feeds(address(), Optional.of("mr_1_secret")).remove(KEY, 1_000_001);
        // Then
        assertThat(requests)
                .containsExactly(
                        "DELETE /v1/tenants/acme/pipelines/gpon/feeds/device_5m/1000001 - Bearer mr_1_secret ");
    }

    @Test
    void shouldHaveNothingToRemoveWhereNothingIsFed() {
        // Given
        replies.add(new Reply(404, ""));
        // When
        feeds().remove(KEY, 1_000_001);
        // Then
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldSayAllThatIsWrong() {
        // Given
        replies.add(new Reply(422, """
                {"type":"urn:millrace:problem:invalid-feed","title":"The pipeline has no such windows","status":422,
                 "detail":"nothing was changed","retryable":false,
                 "errors":[{"path":"serves.from","message":"is within a window","hint":"12:00"},
                           {"path":"version","message":"is none","hint":"1"}]}
                """));
        // Then
        assertThatThrownBy(() -> feeds().announce(KEY, ENTRY))
                .isInstanceOf(RefusedException.class)
                .hasMessage("ingest-service did not begin to feed a generation of device_5m: 422 nothing was changed"
                        + " (serves.from: is within a window; version: is none)");
        assertThat(pauses).isEmpty();
    }

    @Test
    void shouldSayWhichKeyIsNeeded() {
        // Given
        replies.add(new Reply(403, "no"));
        // Then
        assertThatThrownBy(() -> feeds().remove(KEY, 1_000_001))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused).hasMessageEndingWith("403 no");
                    assertThat(refused.cure()).contains("MILLRACE_KEY");
                });
    }

    @Test
    void shouldAskAgainWhatCanNotBeDoneNow() {
        // Given
        replies.add(new Reply(503, ""));
        replies.add(new Reply(429, ""));
        replies.add(new Reply(201, "{}"));
        // When
        feeds().announce(KEY, ENTRY);
        // Then
        assertThat(requests).hasSize(3).containsOnly(requests.get(0));
        assertThat(pauses).hasSize(2);
    }

    @Test
    void shouldGiveUpAskingAfterAWhile() {
        // Given
        for (int reply = 0; reply < 100; reply++) {
            replies.add(new Reply(503, "{\"detail\":\"Kafka does not answer\"}"));
        }
        // Then
        assertThatThrownBy(() -> feeds().announce(KEY, ENTRY))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("503 Kafka does not answer");
        assertThat(now).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }

    @Test
    void shouldSayThatNobodyAnswers() throws IOException {
        // Given
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        // Then
        assertThatThrownBy(() -> feeds(nobody, Optional.empty()).announce(KEY, ENTRY))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not answer");
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void shouldKnowTheCutsOfAGeneration() {
        assertThat(feeds().cuts(KEY, 1_000_001)).isEqualTo(Map.of(0, 7L, 2, 0L));
        assertThat(feeds().cuts(KEY, 1_000_002)).isEmpty();
    }
}
