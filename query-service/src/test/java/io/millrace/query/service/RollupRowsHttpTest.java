package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows of rollups as JSON. */
@MicronautTest
class RollupRowsHttpTest extends QueryFixture {
    RollupRowsHttpTest(EmbeddedServer server, FakeBackends backends) {
        super(server, backends);
    }

    @Test
    void shouldAnswerRowsAsTheContractSaysThem() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + INTERVAL + "&where=province:HKD");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-type")).startsWith("application/json");
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","pipeline":"gpon","rollup":"province_5m",\
                "from":"2019-08-01T03:00:00Z","to":"2019-08-01T05:00:00Z","granularity":"5m","rows":[\
                {"windowStart":"2019-08-01T03:00:00Z","windowEnd":"2019-08-01T03:05:00Z","closed":false,\
                "dimensions":{"province":"HKD","port":1},"events":1,"measures":{"readings":1,"samples":1}},\
                {"windowStart":"2019-08-01T03:35:00Z","windowEnd":"2019-08-01T03:40:00Z","closed":false,\
                "dimensions":{"province":"HKD","port":1},"events":5,"measures":{"readings":5,"samples":5}}],\
                "next":null,"completeness":{"streamTime":"2019-08-01T03:38:33Z","lateEvents":2,"generations":[1]}}\
                """);
    }

    @Test
    void shouldAnswerOnlyTheMeasuresAskedFor() throws Exception {
        JsonNode row =
                json(get(ROWS + INTERVAL + "&measures=samples")).get("rows").get(0);

        assertThat(row.get("measures").toString()).isEqualTo("{\"samples\":1}");
    }

    @Test
    void shouldAnswerIntegersExactlyOrAsStrings() throws Exception {
        // When
        JsonNode exact =
                json(get(ROWS + INTERVAL + "&whereNull=province")).get("rows").get(0);
        JsonNode text = json(get(ROWS + INTERVAL + "&whereNull=province&integers=string"));

        // Then
        assertThat(exact.toString()).contains("\"events\":9007199254740993,", "{\"province\":null,\"port\":null}");
        assertThat(text.get("rows").get(0).toString())
                .contains("\"events\":\"9007199254740993\"", "\"readings\":\"9007199254740993\"");
        assertThat(text.get("completeness").get("lateEvents").isTextual()).isTrue();
    }

    @Test
    void shouldCloseAWindowWhenStreamTimePassesItsEndAndLateness() throws Exception {
        // Given: 03:00 to 03:05 and an hour of lateness
        assertThat(closed()).containsOnly(false);

        // When
        backends.progress(0, Instant.parse("2019-08-01T04:05:00Z"));

        // Then
        assertThat(closed()).containsExactly(true, false, false, false, false);
    }

    @Test
    void shouldFollowNextToTheEnd() throws Exception {
        // Given
        List<String> rows = new ArrayList<>();
        String cursor = "";

        // When
        while (true) {
            JsonNode page = json(get(ROWS + INTERVAL + "&limit=2" + cursor));
            page.get("rows").forEach(row -> rows.add(row.toString()));
            if (page.get("next").isNull()) {
                break;
            }
            cursor = "&cursor=" + page.get("next").textValue();
        }

        // Then
        List<String> all = new ArrayList<>();
        json(get(ROWS + INTERVAL)).get("rows").forEach(row -> all.add(row.toString()));
        assertThat(rows).isEqualTo(all).hasSize(5);
    }

    private List<Boolean> closed() throws IOException, InterruptedException {
        List<Boolean> closed = new ArrayList<>();
        json(get(ROWS + INTERVAL))
                .get("rows")
                .forEach(row -> closed.add(row.get("closed").booleanValue()));
        return closed;
    }

    @Test
    void shouldMergeWindowsAndGroups() throws Exception {
        // When
        HttpResponse<String> response = get(
                ROWS + "?from=2019-08-01T03:00:00Z&to=2019-08-01T05:00:00Z&granularity=1h&groupBy=port&where=port:1");

        // Then
        assertThat(response.body()).isEqualTo("""
                {"tenant":"acme","pipeline":"gpon","rollup":"province_5m",\
                "from":"2019-08-01T03:00:00Z","to":"2019-08-01T05:00:00Z","granularity":"1h","rows":[\
                {"windowStart":"2019-08-01T03:00:00Z","windowEnd":"2019-08-01T04:00:00Z","closed":false,\
                "dimensions":{"port":1},"events":6,"measures":{"readings":6,"samples":6}}],\
                "next":null,"completeness":{"streamTime":"2019-08-01T03:38:33Z","lateEvents":2,"generations":[1]}}\
                """);
    }

    @Test
    void shouldOrderByAMeasure() throws Exception {
        // When
        JsonNode first = json(get(ROWS + INTERVAL + "&orderBy=-readings&limit=2&measures=samples"));
        JsonNode ofWindows = json(get(ROWS + INTERVAL + "&orderBy=-readings&limit=1&limitBy=window"));

        // Then
        assertThat(first.get("rows").findValuesAsText("events")).containsExactly("9007199254740993", "5");
        assertThat(first.get("next").isNull()).isTrue();
        assertThat(ofWindows.get("rows").findValuesAsText("events")).containsExactly("1", "9007199254740993");
    }
}
