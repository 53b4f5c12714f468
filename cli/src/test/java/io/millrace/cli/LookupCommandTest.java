package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lookups against a server that answers what the test says. */
class LookupCommandTest {
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
    void shouldPutALookup(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("provinces.csv"), "code,region\nHKD,south\n");
        server.willAnswer(201, "{\"version\": 1, \"rows\": 1, \"validFrom\": null}");

        // When
        CommandRun done =
                run("lookup", "acme", "provinces", file.toString(), "--key-column", "code", "--types", "area:double");

        // Then
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .startsWith("PUT /v1/tenants/acme/lookups/provinces?key=code&types=area:double ");
        assertThat(done.out()).contains("acme/provinces created, version 1, 1 rows, valid from the beginning");
    }

    @Test
    void shouldSayThatAFileOfALookupIsMissing() {
        // When
        CommandRun done = run("lookup", "acme", "provinces", "nowhere.csv");

        // Then
        assertThat(done.code()).isNotZero();
        assertThat(done.err()).contains("nowhere.csv");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void shouldDeleteALookup() {
        // Given
        server.willAnswer(204, "");

        // When
        CommandRun done = run("lookup", "delete", "acme", "provinces");

        // Then
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .startsWith("DELETE /v1/tenants/acme/lookups/provinces ");
        assertThat(done.out()).isEqualToNormalizingNewlines("acme/provinces deleted, in all its versions.\n");
    }

    @Test
    void shouldSayWhichPipelinesKeepALookupFromBeingDeleted() {
        // Given
        server.willAnswer(409, """
                {"title": "The lookup is in use", "status": 409, "detail": "pipelines use it", "retryable": false,
                 "errors": [{"path": "gpon", "message": "enriches events from it", "hint": ""}]}
                """);

        // When
        CommandRun done = run("lookup", "delete", "acme", "provinces");

        // Then
        assertThat(done.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(done.err()).contains("The lookup is in use: pipelines use it", "gpon: enriches events from it");
        assertThat(done.out()).isEmpty();
    }

    @Test
    void shouldAskForWhatIsMissingOnTheCommandLine() {
        // When
        CommandRun nothing = run("lookup", "acme");
        CommandRun noFile = run("lookup", "acme", "provinces");
        CommandRun noName = run("lookup", "delete", "acme");

        // Then
        assertThat(nothing.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(nothing.err()).contains("TENANT, NAME and FILE");
        assertThat(noFile.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(noName.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(server.requests()).isEmpty();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of(arguments), Stream.of("--ingest-url", server.url()))
                .toArray(String[]::new));
    }
}
