package io.millrace.shell.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.tenants.ApiKey;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
@Property(name = "millrace.access.administrator-key-sha256", value = AccessHttpTest.ADMINISTRATOR_SHA_256)
@Property(name = "spec.name", value = "AccessHttpTest")
class AccessHttpTest {
    /** Of the text "administrator". */
    static final String ADMINISTRATOR_SHA_256 = "4194d1706ed1f408d5e02d672777019f4d5385c766a8c6ca8acba3167d36a7b9";

    private static final String SECRET = "0123456789012345678901234567890123456789012";
    private static final String KEY = "mr_0a_" + SECRET;

    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;

    AccessHttpTest(EmbeddedServer server) {
        this.server = server;
    }

    /** Says what it needs on one route, nothing on the other. */
    @Controller("/v1")
    @Requires(property = "spec.name", value = "AccessHttpTest")
    static final class Doors {
        @Get("/tenants/{tenant}/said")
        @Needs(Right.QUERY)
        String said(String tenant, HttpRequest<?> request) {
            return tenant + " " + Caller.of(request).orElseThrow().name();
        }

        @Get("/tenants/{tenant}/unsaid")
        String unsaid(String tenant) {
            return tenant;
        }
    }

    /** Knows one key. */
    @Singleton
    @Requires(property = "spec.name", value = "AccessHttpTest")
    static final class OneKey implements KeySource {
        @Override
        public Optional<ApiKeyRecord> find(String id) {
            return Optional.of(new ApiKeyRecord(
                            "0a",
                            "acme",
                            Set.of(Scope.values()),
                            ApiKey.sha256(KEY),
                            "",
                            Instant.EPOCH,
                            Optional.empty()))
                    .filter(key -> key.id().equals(id));
        }
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        java.net.http.HttpRequest.Builder request =
                java.net.http.HttpRequest.newBuilder(URI.create(server.getURL() + path));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "/health/liveness, '', 200",
        "/prometheus, '', 401",
        "/prometheus, KEY, 403",
        "/prometheus, administrator, 200",
        "/nowhere, '', 401",
        "/nowhere, KEY, 404",
        "/nowhere, administrator, 404",
        "/v1/tenants/acme/said, '', 401",
        "/v1/tenants/acme/said, KEY, 200",
        "/v1/tenants/%61cme/said, KEY, 200",
        "/v1/tenants/other/said, KEY, 404",
        "/v1/tenants/%6fther/said, KEY, 404",
        "/v1/tenants/acme%2F..%2Fother/said, KEY, 404",
        "/v1/tenants/other/unsaid, administrator, 200",
        "/v1/tenants/acme/unsaid, KEY, 403",
        "/v1/tenants/acme/unsaid, '', 401",
    })
    void shouldAskForWhatTheRouteNeeds(String path, String key, int status) throws Exception {
        assertThat(get(path, key.equals("KEY") ? KEY : key).statusCode()).isEqualTo(status);
    }

    @Test
    void shouldSayHowToGetIn() throws Exception {
        // When
        HttpResponse<String> refused = get("/v1/tenants/acme/said", "");

        // Then
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"millrace\"");
        assertThat(refused.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(refused.body()).contains("urn:millrace:problem:unauthorized", "\"retryable\":false");
    }

    @Test
    void shouldTellTheControllerWhoCalls() throws Exception {
        assertThat(get("/v1/tenants/acme/said", KEY).body()).isEqualTo("acme key 0a");
        assertThat(get("/v1/tenants/acme/said", "administrator").body()).isEqualTo("acme administrator");
    }
}
