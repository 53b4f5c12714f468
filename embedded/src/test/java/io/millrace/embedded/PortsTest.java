package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void shouldHaveTheDocumentedDefaults() {
        assertThat(Ports.DEFAULT.of(Component.QUERY)).isEqualTo(8400);
        assertThat(Ports.DEFAULT.of(Component.INGEST)).isEqualTo(8401);
        assertThat(Ports.DEFAULT.of(Component.STREAM)).isEqualTo(8402);
        assertThat(Ports.DEFAULT.of(Component.WRITER)).isEqualTo(8403);
        assertThat(Ports.DEFAULT.of(Component.REGISTRY)).isEqualTo(8405);
        assertThat(Ports.DEFAULT.of(Component.CASSANDRA)).isEqualTo(9042);
        assertThat(Ports.DEFAULT.of(Component.KAFKA)).isEqualTo(9092);
    }

    @Test
    void shouldMoveEveryPortByTheOffset() {
        // When
        Ports moved = Ports.DEFAULT.withOffset(1_000);
        // Then
        for (Listener listener : Listener.values()) {
            assertThat(moved.of(listener)).isEqualTo(listener.defaultPort() + 1_000);
        }
    }

    @Test
    void shouldTakeTheServicesPortsFromTheEnvironment() {
        // When
        Ports ports = Ports.DEFAULT
                .withOffset(100)
                .withEnvironment(Map.of("MILLRACE_QUERY_PORT", "80", "MILLRACE_WRITER_PORT", " 81 "));
        // Then
        assertThat(ports.of(Component.QUERY)).isEqualTo(80);
        assertThat(ports.of(Component.WRITER)).isEqualTo(81);
        assertThat(ports.of(Component.INGEST)).isEqualTo(8501);
    }

    @Test
    void shouldRefuseWhatIsNotAPort() {
        assertThatThrownBy(() -> Ports.DEFAULT.withEnvironment(Map.of("MILLRACE_STREAM_PORT", "http")))
                .isInstanceOf(EmbeddedException.class)
                .hasMessage("MILLRACE_STREAM_PORT is not a port: http");
        assertThatThrownBy(() -> Ports.DEFAULT.withOffset(60_000))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("kafka can't have 69092, only 1 to 65535");
    }

    @Test
    void shouldRefuseTheSamePortTwice() {
        assertThatThrownBy(() -> Ports.DEFAULT.withEnvironment(Map.of("MILLRACE_QUERY_PORT", "8405")))
                .isInstanceOf(EmbeddedException.class)
                .hasMessage("Ports: registry and query-service both have 8405.");
    }

    @Test
    void shouldNameATakenPortAndTheCure() throws IOException {
        // Given
        Ports ports = Ports.free();
        try (ServerSocket taken = new ServerSocket(ports.of(Component.REGISTRY), 1, InetAddress.getLoopbackAddress())) {
            // When
            assertThatThrownBy(() -> ports.requireFree(Component.SERVERS))
                    // Then
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " (registry)")
                    .hasMessageContaining("--port-offset");
            assertThatCode(() -> ports.requireFree(Set.of(Component.KAFKA))).doesNotThrowAnyException();
        }
    }
}
