package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service says of itself, and to those who ask for what is not there. */
@MicronautTest
class IngestItselfHttpTest extends HttpTest {
    private static final String[] YAML = {"Content-Type", "application/yaml"};

    IngestItselfHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /v1/tenants/Acme/pipelines/Not_a_name,     application/yaml, 422, invalid-parameter",
        "PUT,    /v1/tenants/acme/pipelines/some?dryRun=1,  application/yaml, 422, invalid-parameter",
        "PUT,    /v1/tenants/acme/pipelines/some,           text/html,        415, unsupported-media-type",
        "POST,   /v1/tenants/acme/pipelines/some:validate,  text/html,        415, unsupported-media-type",
        "GET,    /v1/tenants/acme/pipelines/some,           text/plain,       404, not-found",
        "GET,    /v1/tenants/acme/pipelines?limit=3,        text/plain,       422, invalid-parameter",
        "GET,    /v1/tenants/acme/pipelines/some/versions,  text/plain,       404, not-found",
        "GET,    /v1/tenants/acme/pipelines/some/status,    text/plain,       404, not-found",
        "GET,    /v1/tenants/acme/pipelines/some/status?x=1, text/plain,      422, invalid-parameter",
        "DELETE, /v1/tenants/acme/pipelines/some,           text/plain,       404, not-found",
        "DELETE, /v1/tenants/acme/pipelines/some?purge=true, text/plain,      404, not-found",
        "DELETE, /v1/tenants/acme/pipelines/some?purge=1,   text/plain,       422, invalid-parameter",
        "DELETE, /v1/tenants/nobody,                        text/plain,       404, not-found",
        "DELETE, /v1/tenants/acme/pipelines,                text/plain,       405, method-not-allowed",
        "GET,    /v1/tenants/acme/lookups/provinces,        text/plain,       404, not-found",
        "GET,    /nothing/here,                             text/plain,       404, not-found",
    })
    void shouldAnswerWhatIsNotThereWithAProblem(
            String method, String path, String contentType, int status, String type) {
        // When
        Answer answer = send(method, path, BodyPublishers.ofString("x: 1"), "Content-Type", contentType);

        // Then
        assertProblem(answer, status, type);
    }

    @Test
    void shouldSayThatItIsNotReady() {
        // Given
        attachments.obstacle = Optional.of("Kafka does not answer");

        // When
        Answer put = put("early", definition("early", ""), YAML);
        Answer readiness = get("/health/readiness");
        Answer liveness = get("/health/liveness");

        // Then
        assertProblem(put, 503, "unavailable");
        assertThat(put.json().get("retryable").asBoolean()).isTrue();
        assertThat(put.header("Retry-After")).isNotEmpty();
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.response().body()).contains("Kafka does not answer");
        assertThat(liveness.status()).isEqualTo(200);
    }

    @Test
    void shouldTellOfItself() {
        // When
        Answer readiness = get("/health/readiness");
        Answer metrics = get("/prometheus");
        Answer description = get("/openapi.yml");

        // Then
        assertThat(readiness.status()).isEqualTo(200);
        assertThat(metrics.response().body()).contains("jvm_memory_used_bytes");
        assertThat(description.header("Content-Type")).startsWith("application/yaml");
        assertThat(description.response().body())
                .startsWith("openapi: 3")
                .contains("/v1/tenants/{tenant}/pipelines/{pipeline}/events:");
    }

    @Test
    void shouldGiveEditorsTheSchemaOfDefinitions() {
        // When
        Answer schema = get("/pipeline.schema.json");

        // Then
        assertThat(schema.status()).isEqualTo(200);
        assertThat(schema.header("Content-Type")).startsWith("application/schema+json");
        assertThat(schema.json().get("$id").asText()).isEqualTo("urn:millrace:v1:pipeline");
        assertProblem(get("/pipeline.schema.json?x=1"), 422, "invalid-parameter");
    }
}
