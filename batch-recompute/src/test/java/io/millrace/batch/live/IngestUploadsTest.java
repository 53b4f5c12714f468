package io.millrace.batch.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.batch.run.RefusedException;
import io.millrace.batch.run.Uploads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestUploadsTest {
    private record Request(String path, String type, String encoding, String key, String body) {}

    private record Reply(int status, String body) {}

    private final Deque<Reply> replies = new ConcurrentLinkedDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder = Path.of("");

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
            requests.add(new Request(
                    exchange.getRequestURI().getPath(),
                    header(exchange, "Content-Type"),
                    header(exchange, "Content-Encoding"),
                    header(exchange, "Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Reply reply = replies.remove();
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("-");
    }

    private Uploads.Sent send(Path file) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        List<Long> told = new ArrayList<>();
        IngestClient client = new IngestClient(address, Optional.empty(), Clock.systemUTC(), time -> {});
        Uploads.Sent sent = new IngestUploads(client).send("acme", "gpon", file, told::add);
        assertThat(told).last().isEqualTo(file.toFile().length());
        return sent;
    }

    @Test
    void shouldSendAFileAgainUnderTheKeyOfItsContentWhileItIsNotTaken() throws IOException {
        // Given
        replies.add(new Reply(503, "{\"detail\": \"not now\"}"));
        replies.add(new Reply(202, "{\"accepted\": 2, \"rejectedCount\": 0, \"rejected\": []}"));
        Path file = Files.writeString(folder.resolve("a.csv.gz"), "any bytes");

        // When
        Uploads.Sent sent = send(file);

        // Then
        assertThat(sent).isEqualTo(new Uploads.Sent(2, 0));
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).isEqualTo(requests.get(1));
        assertThat(requests.get(0).path()).isEqualTo("/v1/tenants/acme/pipelines/gpon/events");
        assertThat(requests.get(0).type()).isEqualTo("text/csv");
        assertThat(requests.get(0).encoding()).isEqualTo("gzip");
        assertThat(requests.get(0).key()).matches("file-[0-9a-f]{64}");
        assertThat(requests.get(0).body()).isEqualTo("any bytes");
    }

    @Test
    void shouldGoOnWhereSomeRecordsWereRejected() throws IOException {
        // Given
        replies.add(
                new Reply(
                        422,
                        "{\"status\": 422, \"accepted\": 5, \"rejectedCount\": 1, \"rejected\": [{\"line\": 3}], \"detail\": \"one\"}"));

        // When
        Uploads.Sent sent = send(Files.writeString(folder.resolve("a.ndjson"), "{}"));

        // Then
        assertThat(sent).isEqualTo(new Uploads.Sent(5, 1));
        assertThat(requests.get(0).type()).isEqualTo("application/x-ndjson");
        assertThat(requests.get(0).encoding()).isEqualTo("-");
    }

    @Test
    void shouldSayWhyAFileIsNotTaken() throws IOException {
        // Given
        replies.add(new Reply(404, "{\"status\": 404, \"detail\": \"There is no pipeline gpon.\"}"));
        Path file = Files.writeString(folder.resolve("a.json"), "{}");

        // Then
        assertThatThrownBy(() -> send(file))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("did not take")
                .hasMessageContaining("There is no pipeline gpon.");
    }
}
