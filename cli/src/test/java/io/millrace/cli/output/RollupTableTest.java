package io.millrace.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollupTableTest {
    private static final String ROW = """
            {"windowStart": "2019-08-01T03:35:00Z", "dimensions": {"province": "H\\"K", "slot": null}, "events": 3,
             "measures": {"avg_in": 10650637.333333334, "total": 170141183460469231731687303715884105727}}""";

    @Test
    void shouldRoundForPeopleButNotForSpreadsheets() throws IOException {
        // Given
        List<JsonNode> rows = List.of(new ObjectMapper().readTree(ROW));

        // When
        String text = RollupTable.text(rows);
        String csv = RollupTable.csv(rows);

        // Then
        assertThat(text).contains("10650637.33 ").contains("170141183460469231731687303715884105727");
        assertThat(csv)
                .isEqualTo("windowStart,province,slot,events,avg_in,total\r\n"
                        + "2019-08-01T03:35:00Z,\"H\"\"K\",,3,1.0650637333333334E7,"
                        + "170141183460469231731687303715884105727\r\n");
    }

    @Test
    void shouldHaveTheColumnsOfAllGenerations() throws IOException {
        // Given
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> rows = List.of(
                json.readTree("{\"windowStart\": \"t1\", \"dimensions\": {\"a\": 1, \"b\": 2}, \"events\": 3, "
                        + "\"measures\": {\"m\": 4}}"),
                json.readTree("{\"windowStart\": \"t2\", \"dimensions\": {\"b\": 5, \"c\": 6}, \"events\": 7, "
                        + "\"measures\": {\"n\": 8, \"m\": 9}}"));

        // When, Then
        assertThat(RollupTable.csv(rows))
                .isEqualTo("windowStart,a,b,c,events,m,n\r\nt1,1,2,,3,4,\r\nt2,,5,6,7,9,8\r\n");
        assertThat(RollupTable.text(rows)).contains("windowStart", "n");
    }

    @Test
    void shouldTellTheRestOfTheGroupsFromARowOfNulls() throws IOException {
        // Given
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> rows = List.of(
                json.readTree(
                        "{\"windowStart\": \"t\", \"dimensions\": {\"a\": null}, \"events\": 3, \"measures\": {}}"),
                json.readTree("{\"windowStart\": \"t\", \"dimensions\": {\"a\": null}, \"other\": true, \"events\": 7, "
                        + "\"measures\": {}}"));

        // When, Then
        assertThat(RollupTable.csv(rows)).isEqualTo("windowStart,a,other,events\r\nt,,false,3\r\nt,,true,7\r\n");
    }

    @Test
    void shouldSayThatThereAreNoRows() {
        // When
        String text = RollupTable.text(List.of());

        // Then
        assertThat(text).contains("no rows");
    }
}
