package io.millrace.model.rollup;

import io.millrace.model.window.Windows;

/**
 * How the rows of a generation are spread over Cassandra partitions; fixed when the generation begins.
 *
 * @param bucket ms of window starts that share a partition
 * @param shards partitions that share a bucket, by group
 */
public record RollupLayout(long bucket, int shards) {
    private static final int DEFAULT_SHARDS = 4;

    public RollupLayout {
        if (bucket < 1 || shards < 1) {
            throw new IllegalArgumentException("no such layout: bucket " + bucket + " ms, " + shards + " shards");
        }
    }

    /**
     * The layout of a new generation: four shards spread the groups of a bucket, so that no partition takes all writes of its time.
     */
    public static RollupLayout defaultFor(Windows windows) {
        return new RollupLayout(windows.defaultBucket(), DEFAULT_SHARDS);
    }

    /** Number of the bucket that holds windows starting at {@code windowStart}. */
    public long bucketOf(long windowStart) {
        return Math.floorDiv(windowStart, bucket);
    }

    /** Number of the shard that holds a group, by its {@link GroupKey#hash}. */
    public int shardOf(GroupKey group) {
        return (int) Long.remainderUnsigned(group.hash(), shards);
    }
}
