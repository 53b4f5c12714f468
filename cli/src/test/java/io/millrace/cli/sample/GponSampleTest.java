package io.millrace.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GponSampleTest {
    @Test
    void shouldWriteTheSameBytesForTheSameSeed() throws IOException {
        // When
        String one = sample(3, 500, 50, 20);
        String same = sample(3, 500, 50, 20);
        String other = sample(4, 500, 50, 20);

        // Then
        assertThat(same).isEqualTo(one).isNotEqualTo(other);
    }

    @Test
    void shouldGiveEachUnitAReadingEveryFiveMinutes() throws IOException {
        // When
        List<String> lines = sample(3, 3_000, 1_500, 0).lines().skip(1).toList();

        // Then
        Set<String> readings = new HashSet<>();
        Set<String> units = new HashSet<>();
        for (String line : lines) {
            String[] cells = line.split(",");
            readings.add(cells[7] + "@" + cells[8]);
            units.add(cells[7]);
        }
        assertThat(lines).hasSize(3_000);
        assertThat(readings).hasSize(3_000);
        assertThat(units).hasSize(1_500);
    }

    @Test
    void shouldBeTheSampleThatTheRepositoryHolds() throws IOException {
        // Given
        Path committed = Path.of("..", "examples", "gpon", "sample.csv");

        // When
        String generated = sample(1, 12_000, 1_500, 1_500);

        // Then
        assertThat(generated).isEqualTo(Files.readString(committed));
    }

    private static String sample(long seed, long rows, int units, int oneBadIn) throws IOException {
        StringBuilder text = new StringBuilder();
        new GponSample(seed, rows, units, oneBadIn).writeTo(text);
        return text.toString();
    }
}
