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

    /**
     * Number of the shard that holds a group: 64-bit FNV-1a of its bytes, whose weak upper bits MurmurHash3's finalizer then mixes. Rows
     * are stored under it, so it never changes.
     *
     * @see <a href="http://www.isthe.com/chongo/tech/comp/fnv/">Fowler, Noll and Vo, FNV hash</a>
     * @see <a href="https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp">MurmurHash3, fmix64</a>
     */
    public int shardOf(GroupKey group) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : group.bytes()) {
            hash = (hash ^ (next & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return (int) Long.remainderUnsigned(hash ^ hash >>> 33, shards);
    }
}
