package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are held in memory as a whole have a length that they can't have. Those of events have none: they are read record by record. */
@MicronautTest
class BodyLimitsHttpTest extends HttpTest {
    BodyLimitsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,  /v1/tenants/acme/pipelines/large,          application/yaml, 131073,   definition-too-large",
        "POST, /v1/tenants/acme/pipelines/large:validate, application/yaml, 131073,   definition-too-large",
        "PUT,  /v1/tenants/acme/lookups/large,            text/csv,         33554433, lookup-too-large",
        "POST, /v1/tenants/acme/keys,                     application/json, 16385,    body-too-large",
        "PUT,  /v1/tenants/acme/quotas,                   application/json, 16385,    body-too-large",
        "POST, /v1/tenants/acme/dead-letter-replays,      application/json, 1048577,  replay-too-large",
    })
    void shouldRefuseABodyThatIsTooLong(String method, String path, String contentType, int bytes, String type) {
        // Given
        put("large", definition("large", ""), "Content-Type", "application/yaml");

        // When
        Answer answer = send(method, path, BodyPublishers.ofByteArray(new byte[bytes]), "Content-Type", contentType);

        // Then
        assertProblem(answer, 413, type);
        assertThat(answer.json().get("retryable").asBoolean()).isFalse();
    }

    @Test
    void shouldRefuseAShortBodyThatIsTooLongDecompressed() throws IOException {
        // Given
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(new byte[(32 << 20) + 1]);
        }

        // When
        Answer answer = send(
                "PUT",
                "/v1/tenants/acme/lookups/large",
                BodyPublishers.ofByteArray(compressed.toByteArray()),
                "Content-Type",
                "text/csv",
                "Content-Encoding",
                "gzip");

        // Then
        assertThat(compressed.size()).isLessThan(1 << 20);
        assertProblem(answer, 413, "lookup-too-large");
    }
}
