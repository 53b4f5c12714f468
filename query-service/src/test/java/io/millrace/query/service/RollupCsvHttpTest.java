package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.value.Value;
import io.millrace.query.data.Gpon;
import io.millrace.query.data.StoredRows;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of rollups as CSV, and who gets it. */
@MicronautTest
class RollupCsvHttpTest extends QueryFixture {
    RollupCsvHttpTest(EmbeddedServer server, FakeBackends backends) {
        super(server, backends);
    }

    @Test
    void shouldAnswerCsv() throws Exception {
        // When
        HttpResponse<String> response = get(ROWS + INTERVAL, "text/csv");

        // Then
        assertThat(header(response, "content-type")).startsWith("text/csv");
        assertThat(header(response, "millrace-completeness"))
                .isEqualTo("{\"streamTime\":\"2019-08-01T03:38:33Z\",\"lateEvents\":2,\"generations\":[1]}");
        assertThat(response.headers().firstValue("link")).isEmpty();
        assertThat(response.body().split("\r\n"))
                .containsExactly(
                        "windowStart,windowEnd,closed,province,port,events,readings,samples",
                        "2019-08-01T03:00:00Z,2019-08-01T03:05:00Z,false,HKD,1,1,1,1",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,9007199254740993,9007199254740993,9007199254740993",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,\"\",3,1,1,1",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,HKD,1,5,5,5",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,\"a,\"\"b\"\"\",2,1,1,1");
    }

    @Test
    void shouldTellTheRestOfTheGroupsFromARowOfNullsInCsv() throws Exception {
        // Given
        backends.store(new StoredRows(List.of(
                Gpon.row(WINDOW, GroupKey.OTHER, 0, 7),
                Gpon.row(WINDOW, Gpon.group(Value.MISSING, Value.MISSING), 0, 2))));

        // When
        HttpResponse<String> response = get(ROWS + INTERVAL, "text/csv");

        // Then
        assertThat(response.body().split("\r\n"))
                .containsExactlyInAnyOrder(
                        "windowStart,windowEnd,closed,province,port,other,events,readings,samples",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,true,7,7,7",
                        "2019-08-01T03:35:00Z,2019-08-01T03:40:00Z,false,,,false,2,2,2");
    }

    @Test
    void shouldLinkTheNextPageOfCsv() throws Exception {
        // Given
        List<String> rows = new ArrayList<>();
        Optional<String> next = Optional.of(ROWS + INTERVAL + "&limit=2&where=province:HKD&where=province:a%2C%22b%22");

        // When
        while (next.isPresent()) {
            HttpResponse<String> response = get(next.get(), "text/csv");
            assertThat(response.statusCode()).isEqualTo(200);
            response.body().lines().skip(1).forEach(rows::add);
            next = response.headers().firstValue("link").map(link -> {
                assertThat(link).endsWith(">; rel=\"next\"");
                return link.substring(1, link.indexOf('>'));
            });
        }

        // Then
        assertThat(rows).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, text/csv",
        "'application/json, text/csv', application/json",
        "'text/csv, application/json;q=0.5', text/csv",
        "'text/csv;q=0.5, application/json', application/json",
        "*/*, application/json",
        "'text/csv, */*;q=0.1', text/csv"
    })
    void shouldAnswerWhatIsAccepted(String accept, String type) throws Exception {
        assertThat(header(get(ROWS + INTERVAL, accept), "content-type")).startsWith(type);
    }

    @Test
    void shouldAnswerCsvOfTheDimensionsThatAreKept() throws Exception {
        // When
        HttpResponse<String> response =
                get(ROWS + INTERVAL + "&granularity=all&groupBy=&where=province:HKD&measures=readings", "text/csv");

        // Then
        assertThat(response.body().split("\r\n"))
                .containsExactly(
                        "windowStart,windowEnd,closed,events,readings",
                        "2019-08-01T03:00:00Z,2019-08-01T05:00:00Z,false,6,6");
    }
}
