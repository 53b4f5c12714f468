package io.millrace.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ArchiveSliceTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void shouldCutOneHourSoThatAllShardsOfATimeFollowEachOther() {
        // When
        List<ArchiveSlice> slices = ArchiveSlice.of(List.of(new TimeInterval(HOUR + 10, HOUR + 30)), 2, 2);

        // Then
        assertThat(slices)
                .containsExactly(
                        new ArchiveSlice(1, 0, HOUR + 10, HOUR + 20),
                        new ArchiveSlice(1, 1, HOUR + 10, HOUR + 20),
                        new ArchiveSlice(1, 0, HOUR + 20, HOUR + 30),
                        new ArchiveSlice(1, 1, HOUR + 20, HOUR + 30));
    }

    @Test
    void shouldReadNothingOfNothing() {
        assertThat(ArchiveSlice.of(List.of(TimeInterval.NEVER), 4, 8)).isEmpty();
        assertThat(ArchiveSlice.of(List.of(), 4, 8)).isEmpty();
    }

    @Property
    void shouldReadEachTimeOfTheIntervalsOnceFromItsPartition(
            @ForAll @LongRange(min = -10_000_000, max = 10_000_000) long from,
            @ForAll @LongRange(min = 1, max = 20_000_000) long length,
            @ForAll @LongRange(min = -10_000_000, max = 30_000_000) long otherFrom,
            @ForAll @LongRange(min = 0, max = 5_000_000) long otherLength,
            @ForAll @IntRange(min = 1, max = 20) int times,
            @ForAll @LongRange(min = 0, max = 19_999_999) long at) {
        // Given
        List<TimeInterval> intervals =
                List.of(new TimeInterval(from, from + length), new TimeInterval(otherFrom, otherFrom + otherLength));
        long time = from + at % length;

        // When
        List<ArchiveSlice> slices = ArchiveSlice.of(intervals, 3, times);

        // Then
        for (int shard = 0; shard < 3; shard++) {
            int ofShard = shard;
            assertThat(slices)
                    .filteredOn(slice -> slice.shard() == ofShard && slice.from() <= time && time < slice.until())
                    .extracting(ArchiveSlice::bucket)
                    .containsExactly(ArchiveTable.bucketOf(time));
        }
        assertThat(slices).extracting(ArchiveSlice::from).isSorted();
        assertThat(slices).allSatisfy(slice -> {
            TimeInterval bucket = ArchiveTable.timesOf(slice.bucket());
            assertThat(slice.from()).isGreaterThanOrEqualTo(bucket.from());
            assertThat(slice.until()).isLessThanOrEqualTo(bucket.until());
            assertThat(ArchiveSlice.of(slice.numbers())).isEqualTo(slice);
        });
    }
}
