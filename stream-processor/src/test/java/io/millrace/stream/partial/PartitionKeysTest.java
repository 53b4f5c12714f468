package io.millrace.stream.partial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.topic.RowPartitioner;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionKeysTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 64, 300})
    void shouldHaveAKeyForEachPartition(int partitions) {
        // When
        List<byte[]> keys = PartitionKeys.of((byte) 9, partitions);

        // Then
        assertThat(keys).hasSize(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            assertThat(RowPartitioner.partitionByKey(keys.get(partition), partitions))
                    .isEqualTo(partition);
            assertThat(keys.get(partition)[0]).isEqualTo((byte) 9);
        }
    }
}
