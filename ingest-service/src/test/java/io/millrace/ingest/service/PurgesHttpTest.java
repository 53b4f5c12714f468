package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.PipelineRecord.Purge;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.TenantRecord;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Purges over HTTP, with a writer that reports when the test says. */
@MicronautTest
class PurgesHttpTest extends HttpTest {
    PurgesHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private Answer put(String pipeline) {
        return put(pipeline, definition(pipeline, ""), "Content-Type", "application/yaml");
    }

    private Answer purge(String pipeline) {
        return send("DELETE", PIPELINES + pipeline + "?purge=true", BodyPublishers.noBody());
    }

    private Purge ordered(String tenant, String pipeline) {
        return attachments.get().purges().find(tenant, pipeline).orElseThrow();
    }

    @Test
    void shouldFreeTheNameWhenTheWriterAndTheStreamAreDone() {
        // Given
        String created = put("purged").json().toString();
        ProgressRecords.Key partition = new ProgressRecords.Key("acme", "purged", 0);
        attachments.progress.put(partition, new ProgressRecords.Progress(Instant.EPOCH, 5, 0, Instant.EPOCH));

        // When
        Answer answer = purge("purged");

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("state").asText()).isEqualTo("being purged");
        UUID id = ordered("acme", "purged").id();
        assertThat(purge("purged").status()).isEqualTo(202);
        assertThat(ordered("acme", "purged").id()).isEqualTo(id);
        assertThat(get(PIPELINES + "purged").status()).isEqualTo(404);
        assertThat(get(PIPELINES + "purged/status").json().get("state").asText())
                .isEqualTo("being purged");
        Answer early = put("purged");
        assertThat(early.status()).isEqualTo(409);
        assertThat(early.json().get("type").asText()).isEqualTo("urn:millrace:problem:being-purged");
        assertThat(early.json().get("retryable").asBoolean()).isTrue();
        assertThat(early.response().headers().firstValue("Retry-After")).isPresent();

        // When: the writer is done, and the stream-processor is not
        attachments.reportPurge("acme", "purged", id);
        attachments.completion.look();

        // Then
        assertThat(get(PIPELINES + "purged/status").status()).isEqualTo(200);

        // When
        attachments.progress.remove(partition);
        attachments.completion.look();

        // Then
        assertThat(get(PIPELINES + "purged/status").status()).isEqualTo(404);
        assertThat(attachments.forgotten).contains("acme/purged");
        Answer again = put("purged");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().get("version").asInt()).isEqualTo(1);
        assertThat(again.json().get("generations").get(0).get("generation").asInt())
                .isEqualTo(2);
        assertThat(created).contains("\"generation\":1");
    }

    @Test
    void shouldPurgeWhatWasStoppedBefore() {
        // Given
        put("stopped");
        send("DELETE", PIPELINES + "stopped", BodyPublishers.noBody());

        // When
        Answer answer = purge("stopped");

        // Then
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void shouldRefuseWhatCantBePurged() {
        // When, Then
        assertThat(purge("nothing").status()).isEqualTo(404);
        put("staying");
        assertThat(send("DELETE", PIPELINES + "staying?purge=yes", BodyPublishers.noBody())
                        .status())
                .isEqualTo(422);
        assertThat(send("DELETE", PIPELINES + "staying?purge=true", BodyPublishers.noBody(), "If-Match", "\"other\"")
                        .status())
                .isEqualTo(412);
        assertThat(get(PIPELINES + "staying").status()).isEqualTo(200);
    }

    @Test
    void shouldDeleteATenantStepByStep() {
        // Given
        String path = "/v1/tenants/leaving";
        send("PUT", path, BodyPublishers.noBody());
        send(
                "PUT",
                path + "/pipelines/speeds",
                BodyPublishers.ofString(definition("speeds", "")),
                "Content-Type",
                "application/yaml");
        post(path + "/keys", "application/json", "{\"scopes\": [\"ingest\"]}");

        // When
        Answer answer = send("DELETE", path, BodyPublishers.noBody());

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(get(path).json().get("state").asText()).isEqualTo("being deleted");
        assertThat(get(path + "/keys").json().get("keys")).isEmpty();
        assertThat(send("PUT", path, BodyPublishers.noBody()).status()).isEqualTo(409);
        assertThat(send("DELETE", path, BodyPublishers.noBody()).status()).isEqualTo(202);

        // When: its pipelines are purged
        attachments.reportPurge(
                "leaving", "speeds", ordered("leaving", "speeds").id());
        attachments.completion.look();
        attachments.deletions.look();

        // Then
        assertThat(get(path).status()).isEqualTo(200);
        assertThat(attachments.deletedEvents).doesNotContain("leaving");

        // When: and what it had beside them
        UUID deletion = attachments
                .get()
                .tenants()
                .find("leaving")
                .flatMap(TenantRecord::deletion)
                .orElseThrow();
        attachments.reportPurge("leaving", "", deletion);
        attachments.deletions.look();

        // Then
        assertThat(attachments.deletedEvents).contains("leaving");
        assertThat(get(path).status()).isEqualTo(404);
        assertThat(send("PUT", path, BodyPublishers.noBody()).status()).isEqualTo(201);
        assertThat(send("DELETE", "/v1/tenants/nobody", BodyPublishers.noBody()).status())
                .isEqualTo(404);
    }
}
