package io.millrace.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.ProgressRecords;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StreamTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant EARLY = Instant.parse("2019-08-01T03:30:00Z");
    private static final Instant LATE = Instant.parse("2019-08-01T03:38:33Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final StreamTimes streamTimes = new StreamTimes(clock);

    @Test
    void shouldBeUnknownWithoutEvents() {
        assertThat(streamTimes.streamTime("acme", "gpon")).isEmpty();
        assertThat(streamTimes.greatestEventTime("acme", "gpon")).isEmpty();
    }

    @Test
    void shouldBeTheLeastOfThePartitionsThatAreNotIdle() {
        put("gpon", 0, LATE, NOW);
        put("gpon", 1, EARLY, NOW.minus(Duration.ofSeconds(30)).plusMillis(1));

        assertThat(streamTimes.streamTime("acme", "gpon")).contains(EARLY);
        assertThat(streamTimes.greatestEventTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldNotBeHeldBackByAnIdlePartition() {
        put("gpon", 0, LATE, NOW);
        put("gpon", 1, EARLY, NOW.minus(Duration.ofSeconds(30)));

        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldBeTheGreatestIfAllAreIdle() {
        put("gpon", 0, EARLY, NOW.minus(Duration.ofMinutes(2)));
        put("gpon", 1, LATE, NOW.minus(Duration.ofMinutes(1)));

        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldNeverGoBack() {
        // Given
        put("gpon", 0, LATE, NOW);
        put("gpon", 1, EARLY, NOW.minus(Duration.ofMinutes(1)));
        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);

        // When: the idle partition wakes with an old event
        put("gpon", 1, EARLY.plusSeconds(1), NOW);

        // Then
        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldAdvanceWhenThePartitionThatHoldsBackFallsIdle() {
        // Given
        put("gpon", 0, EARLY, NOW);
        put("gpon", 1, LATE, NOW.plusSeconds(20));
        assertThat(streamTimes.streamTime("acme", "gpon")).contains(EARLY);

        // When
        clock.set(NOW.plusSeconds(30));

        // Then
        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldKeepPipelinesApart() {
        put("gpon", 0, LATE, NOW);
        put("clicks", 0, EARLY, NOW);

        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
        assertThat(streamTimes.streamTime("acme", "clicks")).contains(EARLY);
        assertThat(streamTimes.streamTime("other", "gpon")).isEmpty();
    }

    @Test
    void shouldForgetARemovedPartition() {
        // Given
        put("gpon", 0, LATE, NOW);
        put("gpon", 1, EARLY, NOW);

        // When
        streamTimes.remove(new ProgressRecords.Key("acme", "gpon", 1));

        // Then
        assertThat(streamTimes.streamTime("acme", "gpon")).contains(LATE);
    }

    @Test
    void shouldCountTheEventsOfAllPartitions() {
        // Given
        putCounts(0, 7, 2);
        putCounts(1, 10, 1);
        putCounts(0, 8, 3);
        put("clicks", 0, LATE, NOW);

        // Then
        assertThat(streamTimes.counts("acme", "gpon")).isEqualTo(new StreamTimes.Counts(18, 4));
        assertThat(streamTimes.counts("acme", "nobody")).isEqualTo(new StreamTimes.Counts(0, 0));
    }

    private void putCounts(int partition, long events, long duplicates) {
        streamTimes.put(
                new ProgressRecords.Key("acme", "gpon", partition),
                new ProgressRecords.Progress(LATE, events, duplicates, NOW));
    }

    private void put(String pipeline, int partition, Instant greatest, Instant updatedAt) {
        streamTimes.put(
                new ProgressRecords.Key("acme", pipeline, partition),
                new ProgressRecords.Progress(greatest, 1, 0, updatedAt));
    }
}
