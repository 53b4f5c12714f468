package io.millrace.batch.spark;

import io.millrace.model.event.EventId;
import java.util.Arrays;
import org.apache.spark.Partitioner;

/** Brings all copies of an event to one task; keys begin with its id. */
final class IdPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    IdPartitioner(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        return Math.floorMod(Arrays.hashCode(Arrays.copyOf((byte[]) key, EventId.LENGTH)), partitions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdPartitioner same && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
