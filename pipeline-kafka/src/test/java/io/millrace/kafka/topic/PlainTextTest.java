package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 80};
    private static final byte[] VERSIONS = {0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] NOTHING = {};

    /** Answers one request of 14 bytes, and hangs up. */
    private static ServerSocket answering(byte[] answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var unused = CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(14);
                socket.getOutputStream().write(answer);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        return server;
    }

    private static String address(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Test
    void shouldFindTheServerThatSpeaksTls() throws IOException {
        try (ServerSocket plain = answering(VERSIONS);
                ServerSocket silent = answering(NOTHING);
                ServerSocket closed = answering(ALERT)) {
            // Given
            String servers = address(plain) + ", " + address(silent) + "," + address(closed);

            // When, Then
            assertThat(PlainText.refusedBy(servers)).contains(address(closed));
        }
    }

    @Test
    void shouldNotJudgeServersThatSayNothing() throws IOException {
        // Given
        String nobody;
        try (ServerSocket ended = answering(VERSIONS)) {
            nobody = address(ended);
        }

        // When, Then
        assertThat(PlainText.refusedBy(nobody + ",no-port,127.0.0.1:port,127.0.0.1:70000"))
                .isEmpty();
    }

    @Test
    void shouldSayWhatToDoBeforeAClientIsMade() throws IOException {
        try (ServerSocket closed = answering(ALERT)) {
            assertThatThrownBy(() -> new KafkaConnection(address(closed)).admin())
                    .isInstanceOf(KafkaAccessException.class)
                    .hasMessageContaining("Kafka at " + address(closed) + " speaks TLS")
                    .hasMessageContaining("Set MILLRACE_KAFKA_SECURITY");
        }
    }
}
