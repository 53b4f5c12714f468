package io.millrace.batch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cassandra.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TopicHistoryTest {
    private static final UUID RUN = new UUID(0x1000, 1);

    private final WorldInMemory memory = new WorldInMemory();

    /** Of a pipeline whose archive has lost all that is older than 30 days. */
    private final Facts facts =
            WorldInMemory.facts(List.of(WorldInMemory.version(1, WorldInMemory.NOW.minus(Duration.ofDays(90)))));

    private long archive() {
        return new TopicHistory(memory.world(), facts, memory.diary(Run.Kind.RECOMPUTE, RUN))
                .archive(assignments("2026-01-20T00:00:00Z", Long.MIN_VALUE));
    }

    private List<Assignment> assignments(String from, long wholeFrom) {
        return Recompute.assignments(
                facts, WorldInMemory.request(from, "2026-03-02T00:00:00Z", "hourly"), 7, memory.now, wholeFrom);
    }

    @Test
    void shouldArchiveWhatTheTopicHasNow() {
        // When
        long wholeFrom = archive();

        // Then
        assertThat(wholeFrom).isEqualTo(Long.MIN_VALUE);
        assertThat(memory.imported).containsExactly(WorldInMemory.CUTS);
        assertThat(Instant.ofEpochMilli(memory.importedSince))
                .as("an hour that events may be ahead, and one to spare")
                .isEqualTo("2026-01-19T22:00:00Z");
        assertThat(memory.find("acme", RUN).map(Run::message))
                .contains("archives what the topic of events has: 17 events");
    }

    @Test
    void shouldComputeAsFarBackAsTheTopicGoes() {
        // Given: it has what was appended in 60 days, and events are up to an hour ahead
        memory.wholeFrom = WorldInMemory.NOW.minus(Duration.ofDays(60)).toEpochMilli();
        Instant floor = WorldInMemory.NOW.minus(Duration.ofDays(60)).plus(Duration.ofHours(1));

        // When
        long wholeFrom = archive();

        // Then
        assertThatThrownBy(() -> assignments("2026-01-20T00:00:00Z", Long.MAX_VALUE))
                .isInstanceOf(RefusedException.class);
        assertThat(assignments("2026-01-20T00:00:00Z", wholeFrom)).hasSize(1);
        assertThatThrownBy(() -> assignments("2026-01-09T00:00:00Z", wholeFrom))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("whole only from " + floor);
    }

    @Test
    void shouldNotBeNarrowerThanTheArchiveIs() {
        // Given: the topic has less than the archive
        memory.wholeFrom = WorldInMemory.NOW.minus(Duration.ofDays(7)).toEpochMilli();

        // Then
        assertThat(assignments("2026-02-20T00:00:00Z", archive())).hasSize(1);
    }
}
