package io.millrace.model.rollup;

import java.util.Arrays;

/**
 * How the rows of a generation are spread over Cassandra partitions; fixed when the generation begins.
 *
 * @param bucket ms of window starts that share a partition
 * @param shards partitions that share a bucket, by group
 */
public record RollupLayout(long bucket, int shards) {
    public RollupLayout {
        if (bucket < 1 || shards < 1) {
            throw new IllegalArgumentException("no such layout: bucket " + bucket + " ms, " + shards + " shards");
        }
    }

    /** Number of the bucket that holds windows starting at {@code windowStart}. */
    public long bucketOf(long windowStart) {
        return Math.floorDiv(windowStart, bucket);
    }

    public int shardOf(GroupKey group) {
        // Arrays.hashCode is specified, so that it is the same on every host and in every engine; mixed, since it is
        // weak in its high bits.
        int hash = Arrays.hashCode(group.bytes());
        hash = (hash ^ hash >>> 16) * 0x45d9f3b;
        return Math.floorMod(hash ^ hash >>> 16, shards);
    }
}
