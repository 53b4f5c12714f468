package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants and keys against a server that answers what the test says. */
class KeysCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new AnsweringServer("Authorization");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** With a key from a file. */
    private int run(Path folder, String... arguments) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "mr_0a_secret\n");
        return offline(Stream.concat(
                        Stream.of(arguments), Stream.of("--ingest-url", server.url(), "--key-file", key.toString()))
                .toArray(String[]::new));
    }

    private int offline(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void shouldMakeAKeyAndShowIt(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(201, "{\"id\": \"7f\", \"key\": \"mr_7f_secret\"}");

        // When
        int code = run(folder, "keys", "create", "acme", "--scope", "ingest,query", "--label", "till 7");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(server.requests())
                .singleElement()
                .asString()
                .isEqualTo("POST /v1/tenants/acme/keys Bearer mr_0a_secret");
        assertThat(server.bodies().get(0)).contains("\"scopes\":[\"ingest\",\"query\"]", "\"label\":\"till 7\"");
        assertThat(out.toString()).contains("mr_7f_secret", "it can't be shown again");
    }

    @Test
    void shouldPrintNothingButTheKeyForAFile(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(201, "{\"id\": \"7f\", \"key\": \"mr_7f_secret\"}");

        // When
        run(folder, "keys", "create", "acme", "--scope", "admin", "--quiet");

        // Then
        assertThat(out.toString()).isEqualToNormalizingNewlines("mr_7f_secret\n");
    }

    @Test
    void shouldListKeysAndRevokeOne(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(200, """
                {"tenant": "acme", "keys": [{"id": "7f", "scopes": ["ingest"], "label": "till 7",
                 "createdAt": "2026-01-02T03:04:05Z", "revokedAt": null}]}
                """);
        server.willAnswer(204, "");

        // When
        run(folder, "keys", "list", "acme");
        run(folder, "keys", "revoke", "acme", "7f");

        // Then
        assertThat(out.toString())
                .contains("id   scopes   label    created                revoked")
                .contains("7f   ingest   till 7   2026-01-02T03:04:05Z")
                .contains("7f revoked.");
        assertThat(server.requests().get(1)).startsWith("DELETE /v1/tenants/acme/keys/7f Bearer mr_0a_secret");
    }

    @Test
    void shouldMakeATenantAndSayHowMuchItMaySend(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(201, "{}");
        server.willAnswer(200, """
                {"tenant": "acme", "createdAt": "2026-01-02T03:04:05Z",
                 "quotas": {"recordsPerSecond": 500, "bytesPerSecond": null, "burstSeconds": 7}}
                """);
        server.willAnswer(200, """
                {"tenants": [{"tenant": "acme", "createdAt": null,
                 "quotas": {"recordsPerSecond": null, "bytesPerSecond": null, "burstSeconds": null}}]}
                """);

        // When
        run(folder, "tenants", "create", "acme");
        run(folder, "tenants", "quotas", "acme", "--records-per-second", "500", "--burst-seconds", "7");
        run(folder, "tenants");

        // Then
        assertThat(err.toString()).isEmpty();
        assertThat(server.requests().get(0)).startsWith("PUT /v1/tenants/acme Bearer");
        assertThat(server.requests().get(1)).startsWith("PUT /v1/tenants/acme/quotas ");
        assertThat(server.bodies().get(1)).isEqualTo("{\"recordsPerSecond\":500,\"burstSeconds\":7}");
        assertThat(server.requests().get(2)).startsWith("GET /v1/tenants Bearer");
        assertThat(out.toString()).contains("acme created.").contains("500");
    }

    @Test
    void shouldDeleteATenantOrAPipelineForGoodOnlyIfThatIsSaid(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(202, "{}");
        server.willAnswer(202, "{}");
        server.willAnswer(204, "");

        // When
        int tenantUnsaid = run(folder, "tenants", "delete", "acme");
        int pipelineUnsaid = run(folder, "delete", "acme", "gpon", "--purge");
        run(folder, "tenants", "delete", "acme", "--yes");
        run(folder, "delete", "acme", "gpon", "--purge", "--yes");
        run(folder, "delete", "acme", "gpon");

        // Then
        assertThat(tenantUnsaid).isEqualTo(ExitCode.USAGE.code());
        assertThat(pipelineUnsaid).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--yes");
        assertThat(server.requests())
                .containsExactly(
                        "DELETE /v1/tenants/acme Bearer mr_0a_secret",
                        "DELETE /v1/tenants/acme/pipelines/gpon?purge=true Bearer mr_0a_secret",
                        "DELETE /v1/tenants/acme/pipelines/gpon Bearer mr_0a_secret");
        assertThat(out.toString()).contains("acme is being deleted", "is being purged.", "takes no more events.");
    }

    @Test
    void shouldSayWhyTheKeyIsNotTaken(@TempDir Path folder) throws IOException {
        // Given
        server.willAnswer(
                401,
                "{\"type\": \"urn:millrace:problem:unauthorized\", \"title\": \"A key is needed\", \"status\": 401,"
                        + " \"detail\": \"the key is not known\", \"retryable\": false}");

        // When
        int code = run(folder, "tenants");

        // Then
        assertThat(code).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString()).contains("the key is not known");
    }

    @Test
    void shouldMakeTheAdministratorsKeyWithItsSetting() throws Exception {
        // When
        int code = offline("keys", "administrator");

        // Then
        assertThat(code).isZero();
        Matcher key =
                Pattern.compile("key +(mr_administrator_[A-Za-z0-9_-]{43})\\s").matcher(out.toString());
        assertThat(key.find()).isTrue();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(out.toString())
                .contains("MILLRACE_ADMINISTRATOR_KEY_SHA256=" + HexFormat.of().formatHex(hash));
    }

    @Test
    void shouldTakeNoKeyAsAnArgument() {
        assertThat(offline("tenants", "--key", "mr_0a_secret")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void shouldSayThatThereIsNoFileWithTheKey() {
        assertThat(offline("tenants", "--key-file", "nowhere.key")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("nowhere.key");
    }
}
