package io.millrace.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RollupLayoutTest {
    private static GroupKey text(String value) {
        return new GroupKey(("\u0001" + value + "\0\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Rows are stored under these: they may never change. */
    @Test
    void shouldKeepTheShardsThatRowsAreStoredUnder() {
        RollupLayout sixteen = new RollupLayout(1, 16);
        RollupLayout thousand = new RollupLayout(1, 1000);

        assertThat(sixteen.shardOf(new GroupKey(new byte[0]))).isEqualTo(6);
        assertThat(sixteen.shardOf(new GroupKey(new byte[] {0}))).isEqualTo(11);
        assertThat(sixteen.shardOf(text("HKD"))).isEqualTo(5);
        assertThat(sixteen.shardOf(text("KLN"))).isEqualTo(7);
        assertThat(thousand.shardOf(text("HKD"))).isEqualTo(437);
        assertThat(thousand.shardOf(text("province 4711"))).isEqualTo(126);
        assertThat(new RollupLayout(1, 1).shardOf(text("HKD"))).isZero();
    }

    @Test
    void shouldSpreadGroupsEvenly() {
        for (int shards : new int[] {2, 3, 16, 31, 64}) {
            // Given
            RollupLayout layout = new RollupLayout(1, shards);
            int[] names = new int[shards];
            int[] numbers = new int[shards];

            // When
            int groups = 1000 * shards;
            for (int group = 0; group < groups; group++) {
                names[layout.shardOf(text("olt-" + group))]++;
                byte[] number = {1, (byte) 0x80, 0, 0, 0, 0, (byte) (group >> 16), (byte) (group >> 8), (byte) group};
                numbers[layout.shardOf(new GroupKey(number))]++;
            }

            // Then: within six standard deviations of 1000
            for (int shard = 0; shard < shards; shard++) {
                assertThat(names[shard]).isBetween(800, 1200);
                assertThat(numbers[shard]).isBetween(800, 1200);
            }
        }
    }

    @Test
    void shouldCutBucketsAtTheirStart() {
        RollupLayout day = new RollupLayout(86_400_000, 4);

        assertThat(day.bucketOf(0)).isZero();
        assertThat(day.bucketOf(86_399_999)).isZero();
        assertThat(day.bucketOf(86_400_000)).isEqualTo(1);
        assertThat(day.bucketOf(-1)).isEqualTo(-1);
        assertThat(day.bucketOf(-86_400_000)).isEqualTo(-1);
        assertThat(day.bucketOf(-86_400_001)).isEqualTo(-2);
    }

    @Test
    void shouldRefuseLayoutsWithoutRoom() {
        assertThatThrownBy(() -> new RollupLayout(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RollupLayout(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
