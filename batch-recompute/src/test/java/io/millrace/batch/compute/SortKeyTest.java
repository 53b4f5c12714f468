package io.millrace.batch.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SortKeyTest {
    private static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 4);

    private record Row(GroupKey group, long start) {
        byte[] key() {
            ByteWriter out = new ByteWriter();
            SortKey.writeStored(7, LAYOUT, group, start, out);
            return out.toByteArray();
        }
    }

    private static Row row(long number) {
        byte[] group = {(byte) (number >> 8), (byte) number};
        return new Row(new GroupKey(group), (number >> 16) * 300_000);
    }

    /** Partition by partition, and within each by group, then window start: the clustering of the table. */
    @Property
    void shouldSortRowsAsTheyAreStored(
            @ForAll @Size(max = 50) List<@LongRange(min = -100_000_000, max = 100_000_000) Long> numbers) {
        // Given
        List<Row> rows = numbers.stream().map(SortKeyTest::row).distinct().toList();

        // When
        List<Row> sorted = rows.stream()
                .sorted((one, other) -> Arrays.compareUnsigned(one.key(), other.key()))
                .toList();

        // Then
        assertThat(sorted)
                .isSortedAccordingTo(Comparator.<Row>comparingLong(row -> LAYOUT.bucketOf(row.start()))
                        .thenComparingInt(row -> LAYOUT.shardOf(row.group()))
                        .thenComparing(row -> row.group().bytes(), Arrays::compareUnsigned)
                        .thenComparingLong(Row::start));
    }

    @Property
    void shouldTellWhatItWasMadeOf(@ForAll @LongRange(min = -100_000_000, max = 100_000_000) long number) {
        // Given
        Row row = row(number);

        // When
        byte[] key = row.key();

        // Then
        assertThat(SortKey.target(key)).isEqualTo(7);
        assertThat(SortKey.group(key)).isEqualTo(row.group());
        assertThat(SortKey.start(key)).isEqualTo(row.start());
    }

    @Property
    void shouldNumberThePartitionsOfTheTableOneAfterTheOther(
            @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long number) {
        // Given
        Row row = row(number);
        Row anHourLater = new Row(row.group(), row.start() + LAYOUT.bucket());

        // Then
        assertThat(SortKey.spread(anHourLater.key())).isEqualTo(SortKey.spread(row.key()) + 1);
    }
}
