package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveFloorTest {
    private static final Instant NOW = WorldInMemory.NOW;

    @Test
    void shouldBeNoneWhileNothingHasExpired() {
        // Given: events are kept for 30 days, and the pipeline is there for 29
        Facts facts = WorldInMemory.facts(List.of(WorldInMemory.version(1, NOW.minus(Duration.ofDays(29)))));

        // Then: events of any time may have been written since
        assertThat(ArchiveFloor.of(facts.record(), NOW)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldBeBehindTheLastWriteThatHasExpired() {
        // Given
        Facts facts = WorldInMemory.facts(List.of(WorldInMemory.version(1, NOW.minus(Duration.ofDays(90)))));

        // When
        long floor = ArchiveFloor.of(facts.record(), NOW);

        // Then: kept 30 days, an hour for the run itself, and an hour that an event may be ahead
        Instant expected = NOW.minus(Duration.ofDays(30)).plus(Duration.ofHours(2));
        assertThat(Instant.ofEpochMilli(floor)).isEqualTo(expected);
        assertThatThrownBy(() -> ArchiveFloor.check(
                        facts.record(), "hourly", new TimeInterval(floor - 1, NOW.toEpochMilli()), NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("whole only from " + expected);
        ArchiveFloor.check(facts.record(), "hourly", new TimeInterval(floor, NOW.toEpochMilli()), NOW);
    }
}
