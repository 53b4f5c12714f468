package io.millrace.batch.spark;

import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Archived events of one Cassandra partition.
 *
 * @param from ms since the epoch, least event time
 * @param until ms since the epoch, event times are before it
 */
record ArchiveSlice(long bucket, int shard, long from, long until) {
    /**
     * All that hold events of some intervals. Those of one time follow each other, so that a task that takes neighbours has all events of a row, or nearly; rows whose events several
     * tasks have are sorted and put together once for each.
     *
     * @param shards of the archive
     * @param times if buckets are fewer than this they are cut, about so often
     */
    static List<ArchiveSlice> of(Collection<TimeInterval> intervals, int shards, int times) {
        TreeMap<Long, TimeInterval> buckets = new TreeMap<>();
        for (TimeInterval interval : intervals) {
            if (!interval.isEmpty()) {
                long last = ArchiveTable.bucketOf(interval.until() - 1);
                for (long bucket = ArchiveTable.bucketOf(interval.from()); bucket <= last; bucket++) {
                    TimeInterval ofBucket = ArchiveTable.timesOf(bucket);
                    buckets.merge(
                            bucket, ofBucket.since(interval.from()).before(interval.until()), TimeInterval::around);
                }
            }
        }
        List<ArchiveSlice> slices = new ArrayList<>();
        int cuts = buckets.isEmpty() ? 1 : Math.max(1, (times + buckets.size() - 1) / buckets.size());
        buckets.forEach((bucket, interval) -> {
            long length = Math.max(1, (interval.until() - interval.from() + cuts - 1) / cuts);
            for (long from = interval.from(); from < interval.until(); from += length) {
                for (int shard = 0; shard < shards; shard++) {
                    slices.add(new ArchiveSlice(bucket, shard, from, Math.min(from + length, interval.until())));
                }
            }
        });
        return slices;
    }

    /** All of a partition. */
    static ArchiveSlice of(ArchiveTable.Partition partition) {
        TimeInterval times = ArchiveTable.timesOf(partition.bucket());
        return new ArchiveSlice(partition.bucket(), partition.shard(), times.from(), times.until());
    }

    /** As what travels to tasks: whichever serializer Spark is given takes it, as Kryo does not take records. */
    long[] numbers() {
        return new long[] {bucket, shard, from, until};
    }

    static ArchiveSlice of(long[] numbers) {
        return new ArchiveSlice(numbers[0], (int) numbers[1], numbers[2], numbers[3]);
    }

    ArchiveTable.Partition partition(String tenant, String pipeline) {
        return new ArchiveTable.Partition(tenant, pipeline, bucket, shard);
    }
}
