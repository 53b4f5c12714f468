package io.millrace.stream.partial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeReportTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 64, 300})
    void shouldHaveAKeyForEachPartition(int partitions) {
        // When
        List<byte[]> keys = TimeReport.keys(partitions);

        // Then
        assertThat(keys).hasSize(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            assertThat(RowPartitioner.partitionByKey(keys.get(partition), partitions))
                    .isEqualTo(partition);
            assertThat(keys.get(partition)[0]).isEqualTo(TimeReport.KEY_FORMAT);
        }
    }

    @Test
    void shouldReadWhatItWrote() {
        // Given
        TimeReport.Entry first = new TimeReport.Entry("acme", "gpon", -5, false);
        TimeReport.Entry second = new TimeReport.Entry("zeta", "x", Long.MAX_VALUE, true);
        ByteWriter out = new ByteWriter();
        TimeReport.writeHeader(17, 3, out);
        TimeReport.write(first, out);
        TimeReport.write(second, out);

        // When
        ByteReader in = new ByteReader(out.toByteArray());
        TimeReport.requireFormat(in);

        // Then
        assertThat(in.readVarLong()).isEqualTo(17);
        assertThat(in.readVarInt()).isEqualTo(3);
        assertThat(TimeReport.read(in)).isEqualTo(first);
        assertThat(TimeReport.read(in)).isEqualTo(second);
        assertThat(in.remaining()).isZero();
    }
}
