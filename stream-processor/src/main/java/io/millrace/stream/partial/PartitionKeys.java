package io.millrace.stream.partial;

import io.millrace.kafka.topic.RowPartitioner;
import io.millrace.model.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** Keys of records of the repartition topic that are meant for a partition and not for a group: each leads there by its hash. */
final class PartitionKeys {
    private PartitionKeys() {}

    /** A key for each partition, in their order: the format and a number that makes the hash right. */
    static List<byte[]> of(byte format, int partitions) {
        List<byte[]> keys = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            keys.add(keyOf(format, partition, partitions));
        }
        return List.copyOf(keys);
    }

    private static byte[] keyOf(byte format, int partition, int partitions) {
        ByteWriter out = new ByteWriter();
        for (long number = 0; ; number++) {
            out.reset();
            out.writeByte(format);
            out.writeUnsigned(number);
            byte[] key = out.toByteArray();
            if (RowPartitioner.partitionByKey(key, partitions) == partition) {
                return key;
            }
        }
    }
}
