package io.millrace.ingest.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

@MicronautTest
class StreamingHttpTest extends HttpTest {
    private static final byte[] ROW = ("{\"device\":\"" + "d".repeat(170) + "\",\"speed\":123}\n").getBytes(UTF_8);

    /** Bytes. Of them 36 MiB may lie in sockets: Linux lets the buffer of a receiver grow to 32, that of a sender to 4. */
    private static final long MOST_ON_ITS_WAY = 48L << 20;

    private final EmbeddedServer server;
    private final IngestSettings settings;
    private final IntakeThreads threads;

    StreamingHttpTest(
            EmbeddedServer server, MemoryAttachments attachments, IngestSettings settings, IntakeThreads threads) {
        super(server, attachments);
        this.server = server;
        this.settings = settings;
        this.threads = threads;
        put("streams", definition("streams", ""), "Content-Type", "application/yaml");
    }

    @Test
    void shouldReadNoFurtherAheadThanItSends() {
        // Given
        int rows = 500_000;
        AtomicLong handedOut = new AtomicLong();
        AtomicLong farthestAhead = new AtomicLong();
        attachments.producer.onSend = count -> {
            farthestAhead.accumulateAndGet(handedOut.get() - count * ROW.length, Math::max);
            attachments.producer.forget();
        };

        // When
        Answer answer = send(
                "POST",
                PIPELINES + "streams/events",
                BodyPublishers.ofInputStream(() -> new Rows(rows, handedOut)),
                "Content-Type",
                "application/x-ndjson");

        // Then: sockets buffer some, the service next to nothing, so that of 100 MB only a little is ever on its way
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(rows);
        assertThat(farthestAhead.get()).isBetween(1L, MOST_ON_ITS_WAY);
    }

    @Test
    void shouldRefuseMoreBodiesThanItCanHold() throws Exception {
        // Given: no thread still ends the work of a test before
        awaitTrue(() -> threads.held() == 0);
        int waiting = settings.concurrentRequests() + settings.waitingRequests();
        List<Socket> sockets = new ArrayList<>();
        String head = "POST " + PIPELINES + "streams/events HTTP/1.1\r\nHost: test\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: " + ROW.length + "\r\n\r\n";

        try {
            for (int client = 0; client < waiting; client++) {
                Socket socket = new Socket(server.getHost(), server.getPort());
                sockets.add(socket);
                socket.getOutputStream().write(head.getBytes(UTF_8));
                socket.getOutputStream().write(ROW, 0, 10);
            }
            awaitTrue(() -> threads.held() == waiting);

            // When
            Answer answer = post(PIPELINES + "streams/events", "application/x-ndjson", new String(ROW, UTF_8));

            // Then
            assertProblem(answer, 503, "unavailable");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        awaitTrue(() -> threads.held() == 0);
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldKeepWhatCameWholeFromAClientThatHangsUp() throws Exception {
        // Given
        String head = "POST " + PIPELINES + "streams/events HTTP/1.1\r\nHost: test\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n";

        // When
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(UTF_8));
            out.write(ROW);
            out.write(ROW);
            out.write(ROW, 0, 10);
            out.flush();
            awaitTrue(() -> attachments.producer.history().size() >= 2);
        }

        // Then
        assertThat(attachments.producer.history()).hasSize(2).allSatisfy(record -> assertThat(record.topic())
                .isEqualTo("events.acme"));
        assertThat(get("/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void shouldAnswerTheNextRequestAfterOneWhoseBodyWasNotRead() throws IOException {
        // Given
        byte[] body = new byte[1 << 20];
        String refused = "POST " + PIPELINES + "nobody/events HTTP/1.1\r\nHost: test\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: " + body.length + "\r\n\r\n";
        String next = "GET /health/liveness HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

        // When
        String answers;
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(refused.getBytes(UTF_8));
            out.write(body);
            out.write(next.getBytes(UTF_8));
            out.flush();
            answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
        }

        // Then
        assertThat(answers).startsWith("HTTP/1.1 404").containsIgnoringCase("HTTP/1.1 200 OK");
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** The same row again and again, counting the bytes handed out. */
    private static final class Rows extends InputStream {
        private final AtomicLong handedOut;
        private final long length;
        private long position;

        Rows(int rows, AtomicLong handedOut) {
            this.length = (long) rows * ROW.length;
            this.handedOut = handedOut;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (position == length) {
                return -1;
            }
            int from = (int) (position % ROW.length);
            int taken = Math.min(count, ROW.length - from);
            System.arraycopy(ROW, from, target, offset, taken);
            position += taken;
            handedOut.addAndGet(taken);
            return taken;
        }
    }
}
