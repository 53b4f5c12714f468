package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.TenantRecord.Quotas;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@MicronautTest
class TenantsHttpTest extends HttpTest {
    private static final String TENANTS = "/v1/tenants";

    TenantsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private Answer putTenant(String tenant) {
        return send("PUT", TENANTS + "/" + tenant, BodyPublishers.noBody());
    }

    private Answer putQuotas(String tenant, String quotas) {
        return send(
                "PUT",
                TENANTS + "/" + tenant + "/quotas",
                BodyPublishers.ofString(quotas),
                "Content-Type",
                "application/json");
    }

    private Answer postKey(String tenant, String key) {
        return post(TENANTS + "/" + tenant + "/keys", "application/json", key);
    }

    private Answer deleteKey(String tenant, String id) {
        return send("DELETE", TENANTS + "/" + tenant + "/keys/" + id, BodyPublishers.noBody());
    }

    @Test
    void shouldMakeATenantOnce() {
        // When
        Answer first = putTenant("made");
        Answer again = putTenant("made");

        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(get(TENANTS + "/made").response().body())
                .isEqualTo(first.response().body())
                .contains("\"quotas\":{\"recordsPerSecond\":null,\"bytesPerSecond\":null,\"burstSeconds\":null}");
    }

    @Test
    void shouldListTenantsThatWereMadeAndThoseThatJustHavePipelines() {
        // Given
        putTenant("listed");
        put("unmade", definition("unmade", ""));

        // When
        JsonNode tenants = get(TENANTS).json().get("tenants");

        // Then
        assertThat(tenants.findValuesAsText("tenant")).isSorted().contains("acme", "listed");
        tenants.forEach(tenant -> assertThat(tenant.get("createdAt").isNull())
                .isEqualTo(tenant.get("tenant").asText().equals("acme")));
        assertProblem(get(TENANTS + "/acme"), 404, "not-found");
    }

    @Test
    void shouldRefuseATenantThatCanHaveNoSuchName() {
        assertProblem(putTenant("A"), 422, "invalid-parameter");
    }

    @Test
    void shouldReplaceAllQuotas() {
        // Given
        putTenant("bounded");

        // When
        Answer all = putQuotas("bounded", "{\"recordsPerSecond\": 1000, \"bytesPerSecond\": 5, \"burstSeconds\": 2}");
        Answer fewer = putQuotas("bounded", "{\"bytesPerSecond\": 1099511627776}");

        // Then
        assertThat(all.json().get("quotas").toString())
                .isEqualTo("{\"recordsPerSecond\":1000,\"bytesPerSecond\":5,\"burstSeconds\":2}");
        assertThat(fewer.json().get("quotas").toString())
                .isEqualTo("{\"recordsPerSecond\":null,\"bytesPerSecond\":1099511627776,\"burstSeconds\":null}");
        assertThat(attachments.get().tenants().quotas("bounded"))
                .isEqualTo(new Quotas(OptionalLong.empty(), OptionalLong.of(1099511627776L), OptionalInt.empty()));
        assertThat(putTenant("bounded").json().get("quotas"))
                .isEqualTo(fewer.json().get("quotas"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"recordsPerSecond\": 0}|recordsPerSecond",
                "{\"recordsPerSecond\": -1}|recordsPerSecond",
                "{\"bytesPerSecond\": 1.5}|bytesPerSecond",
                "{\"bytesPerSecond\": \"1\"}|bytesPerSecond",
                "{\"bytesPerSecond\": 1099511627777}|bytesPerSecond",
                "{\"burstSeconds\": 3601}|burstSeconds",
                "{\"records\": 1}|records",
            })
    void shouldNameTheQuotaThatIsNone(String quotas, String path) {
        // Given
        putTenant("refused");

        // When
        Answer answer = putQuotas("refused", quotas);

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors").findValuesAsText("path")).isEqualTo(List.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{} {}", "{\"burstSeconds\": 1, \"burstSeconds\": 2}"})
    void shouldRefuseABodyThatIsNoObject(String body) {
        putTenant("refused");

        assertProblem(putQuotas("refused", body), 400, "malformed-document");
    }

    @Test
    void shouldSayThatATenantWasNotMade() {
        assertProblem(get(TENANTS + "/nobody"), 404, "not-found");
        assertProblem(putQuotas("nobody", "{}"), 404, "not-found");
        assertProblem(postKey("nobody", "{\"scopes\": [\"query\"]}"), 404, "not-found");
        assertProblem(get(TENANTS + "/nobody/keys"), 404, "not-found");
    }

    @Test
    void shouldShowAKeyOnce() {
        // Given
        putTenant("keyed");

        // When
        Answer made = postKey("keyed", "{\"scopes\": [\"query\", \"ingest\"], \"label\": \"till 7\"}");
        Answer listed = get(TENANTS + "/keyed/keys");

        // Then
        assertThat(made.status()).isEqualTo(201);
        String id = made.json().get("id").asText();
        String key = made.json().get("key").asText();
        assertThat(key).startsWith("mr_" + id + "_").hasSizeGreaterThan(60);
        assertThat(made.header("Location")).isEqualTo(TENANTS + "/keyed/keys/" + id);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(listed.response().body()).doesNotContain(key.substring(key.length() - 43));
        JsonNode entry = listed.json().get("keys").get(0);
        assertThat(entry.get("id").asText()).isEqualTo(id);
        assertThat(entry.get("scopes").toString()).isEqualTo("[\"ingest\",\"query\"]");
        assertThat(entry.get("label").asText()).isEqualTo("till 7");
        assertThat(entry.get("revokedAt").isNull()).isTrue();
    }

    @Test
    void shouldRevokeAKeyForGood() {
        // Given
        putTenant("revoking");
        putTenant("bystander");
        String id = postKey("revoking", "{\"scopes\": [\"admin\"]}")
                .json()
                .get("id")
                .asText();

        // When
        Answer byAnother = deleteKey("bystander", id);
        boolean usable =
                get(TENANTS + "/revoking/keys").json().at("/keys/0/revokedAt").isNull();
        Answer revoked = deleteKey("revoking", id);
        JsonNode at = get(TENANTS + "/revoking/keys").json().at("/keys/0/revokedAt");
        Answer again = deleteKey("revoking", id);

        // Then
        assertProblem(byAnother, 404, "not-found");
        assertThat(usable).isTrue();
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(204);
        assertThat(at.isTextual()).isTrue();
        assertThat(get(TENANTS + "/revoking/keys").json().at("/keys/0/revokedAt"))
                .isEqualTo(at);
        assertProblem(deleteKey("revoking", "0"), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|scopes",
                "{\"scopes\": []}|scopes",
                "{\"scopes\": \"query\"}|scopes",
                "{\"scopes\": [\"root\"]}|scopes",
                "{\"scopes\": [\"query\"], \"label\": 7}|label",
                "{\"scopes\": [\"query\"], \"label\": \"a\\nb\"}|label",
                "{\"scopes\": [\"query\"], \"tenant\": \"other\"}|tenant",
            })
    void shouldNameWhatAKeyCantHave(String key, String path) {
        // Given
        putTenant("unkeyed");

        // When
        Answer answer = postKey("unkeyed", key);

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors").findValuesAsText("path")).isEqualTo(List.of(path));
        assertThat(get(TENANTS + "/unkeyed/keys").json().get("keys")).isEmpty();
    }
}
