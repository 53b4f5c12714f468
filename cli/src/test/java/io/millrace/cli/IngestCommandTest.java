package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending and playing files against a server that answers what the test says. */
class IngestCommandTest {
    private AnsweringServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new AnsweringServer("Idempotency-Key");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void shouldSendAFileAgainUnderTheSameKeyWhileTheServiceIsBusy(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("events.ndjson"), "{}\n");
        server.willAnswer(503, "{\"title\": \"busy\", \"retryable\": true, \"nextIndex\": 0}");
        server.willAnswer(
                207,
                "{\"accepted\": 1, \"rejectedCount\": 1, \"rejected\": [{\"line\": 2, \"code\": \"not-a-number\"}]}");

        // When
        CommandRun done = run("ingest", "acme", "gpon", file.toString());

        // Then
        assertThat(done.code()).as(done.err()).isEqualTo(ExitCode.REJECTED_RECORDS.code());
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0)).isEqualTo(server.requests().get(1)).doesNotContain("null");
        assertThat(done.out()).contains("line 2: not-a-number");
        assertThat(done.err()).contains("  busy: sent again in 2 s (try 2 of 5)");
    }

    @Test
    void shouldPlayFilesInTheOrderOfTheirTimes(@TempDir Path folder) throws IOException {
        // Given
        Files.writeString(folder.resolve("b.ndjson"), "{\"device\":\"a\",\"at\":\"2026-01-01T00:00:00Z\"}\n");
        Files.writeString(
                folder.resolve("a.csv"), "device,at\nc,2026-01-01T00:00:02Z\nb,2026-01-01T00:00:01Z\nd,never\n");
        server.willAnswer(200, """
                apiVersion: millrace/v1
                pipeline: gpon
                event: {fields: [{name: device, type: string}, {name: at, type: timestamp}], time: at}
                """, Map.of("Content-Type", "application/yaml"));
        server.willAnswer(202, "{\"accepted\": 3, \"rejectedCount\": 0, \"rejected\": []}");

        // When
        CommandRun done = run("replay", "acme", "gpon", folder.toString(), "--speed", "max");

        // Then
        assertThat(done.code()).as(done.err()).isEqualTo(ExitCode.REJECTED_RECORDS.code());
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1))
                .startsWith("POST /v1/tenants/acme/pipelines/gpon/events ")
                .endsWith("/1/0");
        assertThat(server.bodies().get(1)).isEqualTo("""
                {"device":"a","at":"2026-01-01T00:00:00Z"}
                {"device":"b","at":"2026-01-01T00:00:01Z"}
                {"device":"c","at":"2026-01-01T00:00:02Z"}
                """);
        assertThat(done.out()).contains("1 records are no events");
    }

    @Test
    void shouldNotPlayAtNoSpeed() {
        // When
        CommandRun done = run("replay", "acme", "gpon", "a.csv", "--speed", "0");

        // Then
        assertThat(done.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(done.err()).contains("no such speed");
        assertThat(server.requests()).isEmpty();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of(arguments), Stream.of("--ingest-url", server.url()))
                .toArray(String[]::new));
    }
}
