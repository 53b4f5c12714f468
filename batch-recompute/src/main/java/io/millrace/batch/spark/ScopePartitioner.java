package io.millrace.batch.spark;

import io.millrace.batch.compute.SortKey;
import org.apache.spark.Partitioner;

/** Brings all rows of a scope to one task. */
final class ScopePartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ScopePartitioner(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        byte[] bytes = (byte[]) key;
        return (int) Long.remainderUnsigned(SortKey.spread(bytes), partitions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScopePartitioner same && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
