package io.millrace.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowPackTest {
    private static final RollupRow.Partition PARTITION = partition(Layer.FIRST_GENERATION, 0);

    private static RollupRow.Partition partition(int generation, long bucket) {
        return new RollupRow.Partition("acme", "gpon", "province_5m", generation, bucket, 2);
    }

    private static RollupRow row(RollupRow.Partition partition, int group, long start, int stateBytes) {
        byte[] state = new byte[stateBytes];
        new Random(start).nextBytes(state);
        GroupKey key = new GroupKey(new byte[] {1, (byte) group});
        return new RollupRow(
                new RollupRow.Key(partition, key, start, 0),
                start + 300_000 + group,
                stateBytes,
                RollupRow.NO_MEASURES,
                state,
                7);
    }

    private static List<RowPack> packs(List<RollupRow> rows) {
        List<RowPack> packs = new ArrayList<>();
        RowPacker packer = new RowPacker(packs::add);
        rows.forEach(packer::add);
        packer.finish();
        return packs;
    }

    /** But for the revision, which is not read. */
    private static void requireSame(List<RollupRow> read, List<RollupRow> written) {
        assertThat(read.stream().map(RowPackTest::text))
                .containsExactlyElementsOf(
                        written.stream().map(RowPackTest::text).toList());
    }

    private static String text(RollupRow row) {
        return row.key() + " " + row.windowEnd() + " " + row.events() + " " + row.measures()
                + HexFormat.of().formatHex(row.state());
    }

    @Property(tries = 200)
    void shouldGiveBackTheRowsThatItWasMadeOf(@ForAll Random random, @ForAll @IntRange(max = 40) int count) {
        // Given: groups one after the other, in two partitions, before and after the epoch
        List<RollupRow> rows = new ArrayList<>();
        for (int bucket = 0; bucket < 2; bucket++) {
            for (int group = 0; group < 3; group++) {
                long start = random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
                for (int window = 0; window < count; window++) {
                    start += 1 + random.nextInt(3_600_000);
                    rows.add(row(partition(Layer.FIRST_GENERATION, bucket), group, start, random.nextInt(3_000)));
                }
            }
        }

        // When
        List<RowPack> packs = packs(rows);

        // Then
        requireSame(
                packs.stream()
                        .flatMap(pack -> pack.rows(Long.MIN_VALUE, Long.MAX_VALUE).stream())
                        .toList(),
                rows);
        assertThat(packs.stream().mapToInt(RowPack::windows).sum()).isEqualTo(rows.size());
    }

    @Test
    void shouldGiveBackTheWindowsThatAreAskedFor() {
        // Given
        List<RollupRow> rows = List.of(
                row(PARTITION, 1, -1, 3), row(PARTITION, 1, 0, 4), row(PARTITION, 1, 9, 0), row(PARTITION, 1, 10, 5));

        // When
        RowPack pack = packs(rows).get(0);

        // Then
        requireSame(pack.rows(0, 10), rows.subList(1, 3));
        assertThat(pack.rows(11, 12)).isEmpty();
        assertThat(pack.windowStart()).isEqualTo(-1);
        assertThat(pack.windows()).isEqualTo(4);
        assertThat(pack.revision()).isEqualTo(7);
    }

    @Test
    void shouldCloseAPackThatIsFull() {
        // Given
        int half = RowPacker.FULL_BYTES / 2;
        List<RollupRow> rows = List.of(row(PARTITION, 1, 0, half), row(PARTITION, 1, 1, half), row(PARTITION, 1, 2, 0));

        // When
        List<RowPack> packs = packs(rows);

        // Then
        assertThat(packs).extracting(RowPack::windows).containsExactly(2, 1);
        assertThat(packs).extracting(RowPack::windowStart).containsExactly(0L, 2L);
    }

    @Test
    void shouldRefuseWhatReadersWouldNotFind() {
        // Given: a generation in which nobody looks for packs, and a part that a pack can't tell
        RollupRow ofStream = row(partition(Layer.FIRST_GENERATION - 1, 0), 1, 0, 1);
        RollupRow late =
                new RollupRow(new RollupRow.Key(PARTITION, ofStream.key().group(), 0, 1), 1, 1, "", new byte[0], 7);

        // When, Then
        assertThatThrownBy(() -> packs(List.of(ofStream))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packs(List.of(late))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseContentThatIsNone() {
        // Given
        RowPack whole = packs(List.of(row(PARTITION, 1, 0, 9))).get(0);
        byte[] otherFormat = whole.content().clone();
        otherFormat[0] = 2;
        byte[] cut = Arrays.copyOf(whole.content(), whole.content().length - 1);

        // When, Then
        for (byte[] content : List.of(otherFormat, cut, new byte[0])) {
            RowPack pack = new RowPack(PARTITION, whole.group(), 0, 1, content, 7);
            assertThatThrownBy(() -> pack.rows(Long.MIN_VALUE, Long.MAX_VALUE))
                    .isInstanceOf(MalformedBytesException.class);
        }
    }
}
