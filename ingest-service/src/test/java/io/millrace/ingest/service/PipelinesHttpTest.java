package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

@MicronautTest
class PipelinesHttpTest extends HttpTest {
    private static final String[] YAML = {"Content-Type", "application/yaml"};

    PipelinesHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @Test
    void shouldCreateAPipeline() {
        // When
        Answer answer = put("created", definition("created", ""), YAML);

        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("tenant").asText()).isEqualTo("acme");
        assertThat(answer.json().get("pipeline").asText()).isEqualTo("created");
        assertThat(answer.json().get("version").asInt()).isEqualTo(1);
        String fingerprint = answer.json().get("fingerprint").asText();
        assertThat(answer.header("ETag")).isEqualTo("\"1-" + fingerprint + "\"");
    }

    @Test
    void shouldWriteNothingWhenTheMeaningIsTheSame() {
        // Given
        Answer first = put("same", definition("same", ""), YAML);

        // When
        Answer second = put("same", definition("same", "# a remark"), YAML);

        // Then
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void shouldMakeAChangeTheNextVersion() {
        // Given
        Answer first = put("changing", definition("changing", ""), YAML);

        // When
        Answer second = put("changing", definition("changing", "lateness: 2d"), YAML);

        // Then
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().get("version").asInt()).isEqualTo(2);
        assertThat(second.header("ETag")).isNotEqualTo(first.header("ETag"));
    }

    @Test
    void shouldChangeOnlyWhatIfMatchNames() {
        // Given
        String old = put("guarded", definition("guarded", ""), YAML).header("ETag");
        String changed = definition("guarded", "lateness: 2d");

        // When
        Answer matching = put("guarded", changed, "Content-Type", "application/yaml", "If-Match", "\"x\", " + old);
        Answer stale = put("guarded", definition("guarded", ""), "Content-Type", "application/yaml", "If-Match", old);
        Answer absent = put("nobody", definition("nobody", ""), "Content-Type", "application/yaml", "If-Match", "*");

        // Then
        assertThat(matching.status()).isEqualTo(200);
        assertProblem(stale, 412, "changed-meanwhile");
        assertProblem(absent, 412, "changed-meanwhile");
        assertThat(get(PIPELINES + "guarded").response().body()).isEqualTo(changed);
    }

    @Test
    void shouldTakeADefinitionInJson() {
        // Given
        String json = """
                {"apiVersion": "millrace/v1", "pipeline": "in-json", "event": {"fields": [
                  {"name": "device", "type": "string"}]}, "rollups": [{"name": "all", "dimensions": ["device"],
                  "window": {"type": "tumbling", "size": "5m"}, "measures": [{"name": "n", "type": "count"}]}]}
                """;

        // When
        Answer answer = put("in-json", json, "Content-Type", "application/json");

        // Then
        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void shouldRefuseAnInvalidDefinitionWithEveryProblem() {
        // Given
        String wrong =
                definition("wrong", "").replace("type: long", "type: lang").replace("[device]", "[devise]");

        // When
        Answer answer = put("wrong", wrong, YAML);

        // Then
        assertProblem(answer, 422, "invalid-definition");
        assertThat(answer.json().get("errors").findValuesAsText("path"))
                .hasSizeGreaterThanOrEqualTo(2)
                .contains("event.fields[1].type");
        assertThat(answer.json().get("errors").get(0).get("hint").asText()).isNotEmpty();
        assertThat(get(PIPELINES + "wrong").status()).isEqualTo(404);
    }

    @Test
    void shouldRefuseANameThatIsNotTheAddress() {
        // When
        Answer answer = put("other", definition("another", ""), YAML);

        // Then
        assertProblem(answer, 422, "invalid-definition");
        assertThat(answer.json().get("errors").findValuesAsText("path")).containsExactly("pipeline");
    }

    @Test
    void shouldRefuseAnImpossibleChange() {
        // Given
        put("fixed", definition("fixed", ""), YAML);
        String other = definition("fixed", "").replace("type: long", "type: double");

        // When
        Answer put = put("fixed", other, YAML);
        Answer validated = post(PIPELINES + "fixed:validate", "application/yaml", other);

        // Then
        assertProblem(put, 409, "impossible-change");
        assertThat(put.json().get("errors").get(0).get("hint").asText()).isNotEmpty();
        assertProblem(validated, 409, "impossible-change");
    }

    @Test
    void shouldRefuseAFieldThatComesBackAsAnother() {
        // Given
        String optional = definition("returning", "").replace("type: long,", "type: long, optional: true,");
        put("returning", optional, YAML);
        put("returning", optional.replace("name: speed", "name: pace"), YAML);

        // When
        Answer answer = put("returning", optional.replace("type: long", "type: double"), YAML);

        // Then
        assertProblem(answer, 409, "impossible-change");
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo("event.fields[1].type");
    }

    @Test
    void shouldValidateWithoutChange() {
        // When
        Answer valid = post(PIPELINES + "checked:validate", "application/yaml", definition("checked", ""));
        Answer invalid = post(PIPELINES + "checked:validate", "application/yaml", "pipeline: checked");

        // Then
        assertThat(valid.status()).isEqualTo(200);
        assertThat(valid.json().get("valid").asBoolean()).isTrue();
        assertProblem(invalid, 422, "invalid-definition");
        assertThat(get(PIPELINES + "checked").status()).isEqualTo(404);
    }

    @Test
    void shouldGiveTheDefinitionBackAsItWasPut() {
        // Given
        String source = definition("kept", "# with a remark");
        Answer put = put("kept", source, YAML);

        // When
        Answer got = get(PIPELINES + "kept");

        // Then
        assertThat(got.response().body()).isEqualTo(source);
        assertThat(got.header("Content-Type")).startsWith("application/yaml");
        assertThat(got.header("ETag")).isEqualTo(put.header("ETag"));
    }

    @Test
    void shouldNotStartAgainWhatItCantRead() {
        // Given
        attachments.storeUnreadable("later");

        // When
        Answer put = put("later", definition("later", ""), YAML);
        Answer validated = post(PIPELINES + "later:validate", "application/yaml", definition("later", ""));
        Answer got = get(PIPELINES + "later");
        Answer versions = get(PIPELINES + "later/versions");
        Answer events = post(PIPELINES + "later/events", "application/json", "[]");
        Answer list = get("/v1/tenants/acme/pipelines");

        // Then
        for (Answer answer : List.of(put, validated, got, versions, events)) {
            assertProblem(answer, 409, "unreadable-definition");
            assertThat(answer.json().get("detail").asText()).contains("pipeline later, at offset 7");
            assertThat(answer.json().at("/errors/0/message").asText()).isEqualTo("window: of an unknown type");
            assertThat(answer.json().at("/errors/0/hint").asText()).contains("a later one");
        }
        assertThat(list.json().at("/unreadable/0/pipeline").asText()).isEqualTo("later");
        assertThat(list.json().at("/unreadable/0/reason").asText()).isEqualTo("window: of an unknown type");
    }

    @Test
    void shouldListPipelinesByName() {
        // Given
        send("PUT", "/v1/tenants/lister/pipelines/b", BodyPublishers.ofString(definition("b", "")), YAML);
        send("PUT", "/v1/tenants/lister/pipelines/a", BodyPublishers.ofString(definition("a", "")), YAML);

        // When
        Answer list = get("/v1/tenants/lister/pipelines");
        Answer none = get("/v1/tenants/nobody/pipelines");

        // Then
        assertThat(list.json().findValuesAsText("pipeline")).containsExactly("a", "b");
        assertThat(list.json().at("/pipelines/0/rollups/0").asText()).isEqualTo("device_5m");
        assertThat(none.json().get("pipelines")).isEmpty();
    }

    @Test
    void shouldGiveEveryVersion() {
        // Given
        put("aging", definition("aging", ""), YAML);
        put("aging", definition("aging", "lateness: 3d"), YAML);

        // When
        Answer versions = get(PIPELINES + "aging/versions");

        // Then
        assertThat(versions.json().findValuesAsText("version")).isEqualTo(List.of("1", "2"));
        assertThat(versions.json().at("/versions/1/definition").asText()).contains("lateness: 3d");
        assertThat(versions.json().at("/versions/0/putAt").asText()).endsWith("Z");
    }

    @Test
    void shouldTakeNoMoreEventsForADeletedPipeline() {
        // Given
        put("ending", definition("ending", ""), YAML);

        // When
        Answer deleted = send("DELETE", PIPELINES + "ending", BodyPublishers.noBody());

        // Then
        assertThat(deleted.status()).isEqualTo(204);
        assertProblem(get(PIPELINES + "ending"), 404, "not-found");
        assertProblem(
                send(
                        "POST",
                        PIPELINES + "ending/events",
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json"),
                404,
                "not-found");
        assertThat(put("ending", definition("ending", ""), YAML).status()).isEqualTo(201);
    }

    @Test
    void shouldDeleteOnlyWhatIfMatchNames() {
        // Given
        String old = put("leaving", definition("leaving", ""), YAML).header("ETag");
        String tag = put("leaving", definition("leaving", "lateness: 2d"), YAML).header("ETag");

        // When
        Answer stale = send("DELETE", PIPELINES + "leaving", BodyPublishers.noBody(), "If-Match", old);
        boolean there = get(PIPELINES + "leaving").status() == 200;
        Answer matching = send("DELETE", PIPELINES + "leaving", BodyPublishers.noBody(), "If-Match", tag);

        // Then
        assertProblem(stale, 412, "changed-meanwhile");
        assertThat(there).isTrue();
        assertThat(matching.status()).isEqualTo(204);
    }

    @Test
    void shouldSayFromWhenAChangedRollupCounts() {
        // Given
        put("meaning", definition("meaning", ""), YAML);

        // When
        Answer answer = put("meaning", definition("meaning", "").replace("size: 5m", "size: 10m"), YAML);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/generations/0/generation").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/generations/0/from").asText()).matches(".*T..:.0:00Z");
    }

    @Test
    void shouldRefuseAnEndlessDefinition() {
        // When
        Answer answer = put("long", "#".repeat((128 << 10) + 1), YAML);

        // Then
        assertProblem(answer, 413, "definition-too-large");
    }

    @Test
    void shouldRefuseADefinitionThatIsNotUtf8() {
        // When
        Answer answer =
                send("PUT", PIPELINES + "binary", BodyPublishers.ofByteArray(new byte[] {'a', (byte) 0xFF}), YAML);

        // Then
        assertProblem(answer, 422, "invalid-definition");
    }
}
