package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.AnsweringServer;
import io.millrace.cli.api.MillraceApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleDemoTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final StringWriter out = new StringWriter();
    private AnsweringServer server;

    @TempDir
    private Path sources = Path.of("."); // JUnit sets it.

    @BeforeEach
    void startServer() throws IOException {
        server = new AnsweringServer("Authorization");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private ExampleDemo demo() {
        URI url = URI.create(server.url());
        return new ExampleDemo(
                new MillraceApi(new MillraceApi.Addresses(url, url, Optional.of("administrator"))),
                EXAMPLES,
                new ExampleData(EXAMPLES, sources, "none", "none"),
                CLOCK,
                new PrintWriter(out, true));
    }

    private void willMakeATenant(String keys) {
        server.willAnswer(200, "{}");
        server.willAnswer(200, "{}");
        server.willAnswer(200, "{\"keys\": [" + keys + "]}");
    }

    private void willMakeAKey(String tenant) {
        server.willAnswer(201, "{\"id\": \"1\", \"key\": \"mr_1_of_" + tenant + "\"}");
        server.willAnswer(201, "{\"version\": 1}");
    }

    @Test
    void shouldGiveEachTenantItsQuotasAndAKeyAndUseThatKey() throws Exception {
        // Given: the north's second run, the south's first
        willMakeATenant("""
                {"id": "0", "label": "millrace demo", "revokedAt": "2026-01-01T00:00:00Z"},
                {"id": "7f", "label": "millrace demo", "revokedAt": null},
                {"id": "80", "label": "of someone else", "revokedAt": null}
                """);
        server.willAnswer(204, "");
        willMakeAKey("north");
        willMakeATenant("");
        willMakeAKey("south");
        ExampleDemo demo = demo();

        // When
        demo.begin(Example.GPON, 8490, " --port-offset 9");

        // Then
        assertThat(server.requests())
                .containsExactly(
                        "PUT /v1/tenants/north Bearer administrator",
                        "PUT /v1/tenants/north/quotas Bearer administrator",
                        "GET /v1/tenants/north/keys Bearer administrator",
                        "DELETE /v1/tenants/north/keys/7f Bearer administrator",
                        "POST /v1/tenants/north/keys Bearer administrator",
                        "PUT /v1/tenants/north/pipelines/gpon Bearer mr_1_of_north",
                        "PUT /v1/tenants/south Bearer administrator",
                        "PUT /v1/tenants/south/quotas Bearer administrator",
                        "GET /v1/tenants/south/keys Bearer administrator",
                        "POST /v1/tenants/south/keys Bearer administrator",
                        "PUT /v1/tenants/south/pipelines/gpon Bearer mr_1_of_south");
        assertThat(server.bodies().get(1)).contains("\"recordsPerSecond\":2000", "\"burstSeconds\":10");
        assertThat(server.bodies().get(7)).contains("\"recordsPerSecond\":1000", "\"burstSeconds\":10");
        assertThat(server.bodies().get(4)).contains("\"scopes\":[\"ingest\",\"query\",\"admin\"]");
        assertThat(out.toString())
                .contains("Tenant north may send 2,000 records/s over HTTP, 10 s of them at once.")
                .containsOnlyOnce("export MILLRACE_KEY=mr_1_of_north")
                .containsOnlyOnce("export MILLRACE_KEY=mr_1_of_south")
                .contains("./millrace alerts south --port-offset 9")
                .contains("curl -H \"Authorization: Bearer $MILLRACE_KEY\" '" + server.url()
                        + "/v1/tenants/north/rollups/gpon/province_5m?from=2019-08-01T00:00:00Z"
                        + "&to=2019-08-08T00:00:00Z&limit=5'");
    }

    @Test
    void shouldAskForTheNumbersWithTheKeyOfTheTenant() throws Exception {
        // Given
        willMakeATenant("");
        willMakeAKey("north");
        willMakeATenant("");
        willMakeAKey("south");
        ExampleDemo demo = demo();
        demo.begin(Example.GPON, 8490, "");
        server.willAnswer(401, "{\"title\": \"A key is needed\", \"status\": 401}");
        server.willAnswer(503, "{\"title\": \"Not now\", \"status\": 503, \"retryable\": true}");
        server.willAnswer(200, "{\"rows\": [{\"events\": 3}, {\"events\": 4}]}");
        server.willAnswer(404, "{\"title\": \"No such rollup\", \"status\": 404}");
        server.willAnswer(200, "{\"rows\": [{\"events\": 2}]}");

        // When
        demo.awaitEvents(Example.GPON);

        // Then
        String asked = "/rollups/gpon/province_5m?from=2019-08-01T00:00:00Z&to=2019-08-08T00:00:00Z&limit=1000";
        assertThat(server.requests().subList(10, 15))
                .containsExactly(
                        "GET /v1/tenants/north" + asked + " Bearer mr_1_of_north",
                        "GET /v1/tenants/north" + asked + " Bearer mr_1_of_north",
                        "GET /v1/tenants/north" + asked + " Bearer mr_1_of_north",
                        "GET /v1/tenants/south" + asked + " Bearer mr_1_of_south",
                        "GET /v1/tenants/south" + asked + " Bearer mr_1_of_south");
        assertThat(out.toString())
                .contains("gpon of tenant north: 7 events in province_5m so far")
                .contains("gpon of tenant south: 2 events in province_5m so far");
    }

    @Test
    void shouldAskForNoKeysWhereATenantHasNone() throws Exception {
        // Given
        server.willAnswer(201, "{\"version\": 1}");

        // When
        demo().begin(Example.COMPANIES, 8490, "");

        // Then
        assertThat(server.requests()).containsExactly("PUT /v1/tenants/demo/pipelines/companies Bearer administrator");
        assertThat(out.toString()).doesNotContain("MILLRACE_KEY").contains("--from 2026-01-02T00:00:00Z");
    }
}
