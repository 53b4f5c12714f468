package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.alert.AlertRow.State;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredAlerts;
import io.millrace.query.read.AlertSource;
import io.millrace.query.read.RowsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class AlertHttpTest {
    private static final String ALERTS = "/v1/tenants/acme/alerts";
    private static final Instant WINDOW = Instant.parse("2019-08-01T03:35:00Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;

    AlertHttpTest(EmbeddedServer server, FakeBackends backends) {
        this.server = server;
        this.backends = backends;
    }

    @BeforeEach
    void reset() {
        backends.reset();
        backends.store(new StoredAlerts(
                alert("B", State.RESOLVED, 3_000),
                alert("A", State.FIRING, 1_000),
                alert("C", State.FIRING, 2_000),
                alert("D", State.FIRING, 2_000)));
    }

    private static AlertRow alert(String province, State state, long at) {
        return new AlertRow(
                new AlertRow.Key(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, 1, "saturated", Gpon.group(province, 1)),
                state,
                "{\"province\":\"" + province + "\",\"port\":1}",
                WINDOW.toEpochMilli(),
                WINDOW.toEpochMilli() + Gpon.WINDOW,
                WINDOW.toEpochMilli() - Gpon.WINDOW,
                5,
                "{\"readings\":5,\"samples\":5}",
                at,
                0);
    }

    @Test
    void shouldAnswerAlertsAsTheContractSaysThem() throws Exception {
        // When
        HttpResponse<String> response = get("?state=resolved");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","alerts":[{"pipeline":"gpon","alert":"saturated","rollup":"province_5m","generation":1,\
                "state":"resolved","dimensions":{"province":"B","port":1},"since":"2019-08-01T03:30:00Z",\
                "windowStart":"2019-08-01T03:35:00Z","windowEnd":"2019-08-01T03:40:00Z","events":5,\
                "measures":{"readings":5,"samples":5},"at":"1970-01-01T00:00:03Z"}],"next":null}\
                """);
    }

    @Test
    void shouldAnswerInTheOrderOfGroupsPageByPage() throws Exception {
        // Given
        List<String> provinces = new ArrayList<>();
        String cursor = "";
        // When
        for (int page = 0; page < 4; page++) {
            JsonNode answer = mapper.readTree(get("?limit=1" + cursor).body());
            provinces.add(answer.get("alerts")
                    .get(0)
                    .get("dimensions")
                    .get("province")
                    .asText());
            assertThat(answer.get("next").isNull()).isEqualTo(page == 3);
            cursor = "&cursor=" + answer.get("next").asText();
        }
        // Then
        assertThat(provinces).containsExactly("A", "B", "C", "D");
    }

    @Test
    void shouldAnswerNothingOfATenantWithoutAlerts() throws Exception {
        assertThat(get(server.getURI() + "/v1/tenants/other/alerts?state=firing", "")
                        .body())
                .isEqualTo("{\"tenant\":\"other\",\"alerts\":[],\"next\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?state=burning | state | firing or resolved",
                "?pipeline=gpin | pipeline | gpon",
                "?alert=saturate | alert | saturated",
                "?limit=0 | limit | 1000",
                "?limit=1001 | limit | 1000",
                "?limit=x | limit | 1000",
                "?cursor=AAAA | cursor | unchanged",
                "?status=firing | status | state",
                "?state=firing&state=resolved | state | once"
            })
    void shouldRefuseWrongParameters(String query, String path, String hint) throws Exception {
        // When
        HttpResponse<String> response = get(query);

        // Then
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = mapper.readTree(response.body()).get("errors").get(0);
        assertThat(problem.get("path").asText()).isEqualTo(path);
        assertThat(problem.get("hint").asText()).contains(hint);
    }

    @Test
    void shouldRefuseACursorOfOtherParameters() throws Exception {
        // Given
        String cursor = mapper.readTree(get("?limit=1").body()).get("next").asText();
        // When, Then
        assertThat(get("?limit=2&cursor=" + cursor).statusCode()).isEqualTo(422);
    }

    @Test
    void shouldSayWhenItCannotAnswerNow() throws Exception {
        // Given
        backends.store((AlertSource) (tenant, after, alert, most) ->
                CompletableFuture.failedFuture(new RowsUnavailableException("Cassandra can't answer now")));
        // When, Then
        assertThat(get("").statusCode()).isEqualTo(503);
        backends.obstruct(Optional.of("Kafka"));
        assertThat(get("").statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        return get(server.getURI() + ALERTS, query);
    }

    private HttpResponse<String> get(String address, String query) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(address + query)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
