package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.query.request.RollupParameters;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What the service says of itself and of what can be asked. */
@MicronautTest
class QueryItselfHttpTest extends QueryFixture {
    QueryItselfHttpTest(EmbeddedServer server, FakeBackends backends) {
        super(server, backends);
    }

    @Test
    void shouldSayWhatCanBeAsked() throws Exception {
        // When
        JsonNode catalogue = json(get("/v1/tenants/acme/rollups"));

        // Then
        assertThat(catalogue.get("tenant").textValue()).isEqualTo("acme");
        assertThat(catalogue.get("rollups").findValuesAsText("rollup"))
                .containsExactly("province_5m", "typed", "total", "measured");
        assertThat(catalogue.get("rollups").get(0).toString()).isEqualTo("""
                {"pipeline":"gpon","rollup":"province_5m","generation":1,\
                "intervals":[{"generation":1,"from":null,"to":null}],"window":{"type":"tumbling","size":"5m"},\
                "lateness":"1h","dimensions":[{"name":"province","type":"string"},{"name":"port","type":"int"}],\
                "measures":[{"name":"readings","type":"count"},{"name":"samples","type":"count"}],\
                "streamTime":"2019-08-01T03:38:33Z"}\
                """);
        assertThat(json(get("/v1/tenants/other/rollups")).get("rollups")).isEmpty();
        problem(get("/v1/tenants/acme/rollups?limit=5"), 422, "invalid-parameter");
    }

    @Test
    void shouldDescribeItself() throws Exception {
        // When
        HttpResponse<String> response = get("/openapi.yml");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("/v1/tenants/{tenant}/rollups:", "/v1/tenants/{tenant}/rollups/{pipeline}/{rollup}:");
        RollupParameters.KNOWN.forEach(name -> assertThat(response.body()).contains("- name: " + name + "\n"));
    }

    @Test
    void shouldTellItsMetricsAndHealth() throws Exception {
        assertThat(get("/prometheus").body()).contains("jvm_");
        assertThat(get("/health/readiness").statusCode()).isEqualTo(200);
        assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
        problem(get("/env"), 404, "not-found");
    }
}
