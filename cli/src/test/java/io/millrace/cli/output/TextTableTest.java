package io.millrace.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void shouldAlignNumbersToTheRightAndTextToTheLeft() {
        // Given
        TextTable table = new TextTable(List.of("province", "readings"));

        // When
        table.add(List.of("HKD", "7"));
        table.add(List.of("B", "1250"));

        // Then
        assertThat(table.toString().lines())
                .containsExactly(
                        "  province   readings",
                        "  ────────   ────────",
                        "  HKD               7",
                        "  B              1250");
    }

    @Test
    void shouldRefuseARowOfAnotherWidth() {
        // Given
        TextTable table = new TextTable(List.of("province"));

        // When / Then
        assertThatThrownBy(() -> table.add(List.of("HKD", "7"))).isInstanceOf(IllegalArgumentException.class);
    }
}
