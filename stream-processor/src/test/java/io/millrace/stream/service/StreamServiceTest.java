package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell without a cluster: nothing listens on the port that it is told. */
final class StreamServiceTest {
    private final Map<String, Object> settings;

    StreamServiceTest(@TempDir Path folder) {
        settings = Map.of(
                "micronaut.server.port",
                -1,
                "millrace.kafka",
                "127.0.0.1:1",
                "millrace.registry",
                "http://127.0.0.1:1",
                "millrace.data-dir",
                folder.toString());
    }

    @Test
    void shouldBeAliveAndSayWhatItWaitsFor() {
        // Given
        try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, settings);
                HttpClient client = HttpClient.create(server.getURL())) {
            // When
            HttpStatus liveness =
                    client.toBlocking().exchange("/health/liveness").status();
            String metrics = client.toBlocking().retrieve("/prometheus");
            HttpClientResponseException unready = org.junit.jupiter.api.Assertions.assertThrows(
                    HttpClientResponseException.class, () -> client.toBlocking().retrieve("/health/readiness"));
            // Then
            assertThat((Object) liveness).isEqualTo(HttpStatus.OK);
            assertThat(metrics).contains("jvm_memory_used_bytes");
            assertThat(unready.getStatus().getCode()).isEqualTo(503);
            assertThat(unready.getResponse().getBody(String.class).orElse("")).contains("waiting for");
        }
    }

    @Test
    void shouldStopWhileItWaits() throws Exception {
        // Given
        ApplicationContext context = ApplicationContext.run(settings);
        StreamRunner runner = context.getBean(StreamRunner.class);
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                runner.run();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        });
        // When
        context.close();
        // Then
        run.get(15, TimeUnit.SECONDS);
        assertThat(runner.obstacle()).contains("stopping");
    }
}
