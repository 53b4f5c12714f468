package io.millrace.writer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell by itself: no server it needs is there. */
class WriterHttpTest {
    private final EmbeddedServer server =
            ApplicationContext.run(EmbeddedServer.class, Map.of("micronaut.server.port", "-1"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldBeAliveButNotReadyBeforeItHasWhatItNeeds() throws Exception {
        // When
        HttpResponse<String> liveness = get("/health/liveness");
        HttpResponse<String> readiness = get("/health/readiness");
        // Then
        assertThat(liveness.statusCode()).isEqualTo(200);
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("waiting for its start");
    }

    @Test
    void shouldServeMetrics() throws Exception {
        // Given
        new MicrometerSinkMetrics(server.getApplicationContext().getBean(MeterRegistry.class), "rollups")
                .written(30, Duration.ofMillis(2));
        // When
        HttpResponse<String> metrics = get("/prometheus");
        // Then
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("millrace_writer_batch_rows_sum{sink=\"rollups\"} 30.0");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.getURL() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
