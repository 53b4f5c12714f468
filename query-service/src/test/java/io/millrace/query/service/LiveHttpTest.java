package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows as they change, as server-sent events. */
@MicronautTest
@Timeout(60)
class LiveHttpTest extends QueryFixture {
    /** Longer than several rounds of a stream. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    LiveHttpTest(EmbeddedServer server, FakeBackends backends) {
        super(server, backends);
    }

    private HttpResponse<InputStream> follow() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(ROWS + "/live"))
                .header("Accept", "text/event-stream")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** The lines of the next event that tells of a row. */
    private static List<String> next(BufferedReader lines) throws IOException {
        List<String> event = new ArrayList<>();
        while (true) {
            String line = lines.readLine();
            assertThat(line).as("the stream goes on").isNotNull();
            if (!line.isEmpty()) {
                event.add(line);
            } else if (event.contains("event: row")) {
                return event;
            } else {
                event.clear();
            }
        }
    }

    @Test
    void shouldTellOfARowEachTimeItChanges() throws Exception {
        // Given
        RollupRow first = Gpon.row(WINDOW, Gpon.group("HKD", 1), 0, 3);
        RollupRow then = Gpon.row(WINDOW, Gpon.group("HKD", 1), 0, 8);
        HttpResponse<InputStream> response = follow();
        try (BufferedReader lines = lines(response)) {
            await(() -> backends.listeners() == 1);

            // When
            backends.store(new StoredRows(List.of(first)));
            backends.change(first.key());
            List<String> one = next(lines);
            backends.store(new StoredRows(List.of(then)));
            backends.change(then.key());
            List<String> other = next(lines);

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "content-type")).startsWith("text/event-stream");
            assertThat(one)
                    .containsExactly(
                            "event: row",
                            "data: {\"windowStart\":\"2019-08-01T03:35:00Z\",\"windowEnd\":\"2019-08-01T03:40:00Z\","
                                    + "\"closed\":false,\"dimensions\":{\"province\":\"HKD\",\"port\":1},\"events\":3,"
                                    + "\"measures\":{\"readings\":3,\"samples\":3}}");
            JsonNode row = json.readTree(other.get(1).substring("data: ".length()));
            assertThat(row.get("events").asInt()).isEqualTo(8);
        }

        // Then: whoever is gone is not listened for
        await(() -> backends.listeners() == 0);
    }

    @Test
    void shouldTellOnlyWhatIsOfTheRollup() throws Exception {
        // Given: rows of another tenant, and of another rollup, change before
        RollupRow row = Gpon.row(WINDOW, Gpon.group("HKD", 1), 0, 3);
        RollupRow.Partition own = row.key().partition();
        HttpResponse<InputStream> response = follow();
        try (BufferedReader lines = lines(response)) {
            // When
            backends.store(new StoredRows(List.of(row)));
            backends.change(key(new RollupRow.Partition("other", own.pipeline(), own.rollup(), 1, own.bucket(), 0)));
            backends.change(key(new RollupRow.Partition(own.tenant(), own.pipeline(), "total", 1, own.bucket(), 0)));
            backends.change(row.key());

            // Then
            assertThat(next(lines).get(1)).contains("\"port\":1", "\"events\":3");
        }
    }

    private static RollupRow.Key key(RollupRow.Partition partition) {
        return new RollupRow.Key(partition, Gpon.group("HKD", 2), WINDOW.toEpochMilli(), 0);
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayWhyItEnds() throws Exception {
        // Given
        HttpResponse<InputStream> response = follow();
        try (BufferedReader lines = lines(response)) {
            // When
            backends.missChanges();

            // Then: and the stream ends
            assertThat(lines.lines())
                    .contains("event: end", "data: {\"reason\":\"Kafka did not tell of all changes\"}");
        }
        assertThat(backends.listeners()).isZero();
    }

    @Test
    void shouldReadNoRowsForAClientThatTakesNone() throws Exception {
        // Given: long rows that differ each time they are read, and a client that does not read its answer
        GroupKey group = Gpon.group("x".repeat(50_000), 1);
        AtomicInteger reads = new AtomicInteger();
        backends.store((slice, receiver) -> {
            receiver.accept(Gpon.row(Instant.ofEpochMilli(slice.from()), group, 0, reads.incrementAndGet()));
            return CompletableFuture.completedFuture(null);
        });
        URI uri = uri(ROWS + "/live");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(8_192);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            await(() -> backends.listeners() == 1);

            // When: many windows change all the time
            AtomicInteger before = new AtomicInteger();
            AtomicLong since = new AtomicLong(System.nanoTime());
            await(() -> {
                changeWindows(group, 200);
                int now = reads.get();
                if (before.getAndSet(now) != now) {
                    since.set(System.nanoTime());
                }
                return now > 0 && System.nanoTime() - since.get() > QUIET.toNanos();
            });

            // Then: what is held is little more than what the network holds
            assertThat((long) reads.get() * 50_000).isBetween(1L, 100L << 20);
        }
        await(() -> backends.listeners() == 0);
    }

    private void changeWindows(GroupKey group, int windows) {
        RollupRow.Partition partition = Gpon.row(WINDOW, group, 0, 1).key().partition();
        for (int window = 0; window < windows; window++) {
            long start = WINDOW.toEpochMilli() - window * 300_000L;
            backends.change(new RollupRow.Key(partition, group, start, 0));
        }
    }

    @Test
    void shouldEndWhenMoreChangesThanIsFollowed() throws Exception {
        // Given
        HttpResponse<InputStream> response = follow();
        try (BufferedReader lines = lines(response)) {
            await(() -> backends.listeners() == 1);

            // When
            changeWindows(Gpon.group("HKD", 1), 10_001);

            // Then
            assertThat(lines.lines())
                    .contains(
                            "event: end",
                            "data: {\"reason\":\"more than 10000 rows wait to be read after they changed\"}");
        }
    }

    @Test
    void shouldEndWhenTheServiceStops() throws Exception {
        // Given: a service of its own
        EmbeddedServer other =
                ApplicationContext.run(EmbeddedServer.class, Map.of("micronaut.server.port", -1), "test");
        FakeBackends others = other.getApplicationContext().getBean(FakeBackends.class);
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(URI.create(other.getURL() + ROWS + "/live"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        await(() -> others.listeners() == 1);

        // When
        long before = System.nanoTime();
        other.getApplicationContext().close();
        long took = System.nanoTime() - before;

        // Then
        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(10));
        await(() -> others.listeners() == 0);
        response.body().close();
    }

    @Test
    void shouldRefuseBeforeTheStreamBegins() throws Exception {
        problem(get("/v1/tenants/acme/rollups/gpon/none/live"), 404, "not-found");
        problem(get(ROWS + "/live?where=port:1"), 422, "invalid-parameter");
        problem(get("/v1/tenants/other/rollups/gpon/province_5m/live"), 404, "not-found");
        assertThat(send(HttpRequest.newBuilder(uri(ROWS + "/live")).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(backends.listeners()).isZero();
    }
}
