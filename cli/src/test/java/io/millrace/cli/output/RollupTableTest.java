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
    void shouldSayThatThereAreNoRows() {
        // When
        String text = RollupTable.text(List.of());

        // Then
        assertThat(text).contains("no rows");
    }
}
