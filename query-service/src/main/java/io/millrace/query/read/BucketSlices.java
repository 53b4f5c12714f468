package io.millrace.query.read;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.RowSource.Slice;
import io.millrace.query.request.RollupQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The slices that a query needs of a bucket: of each shard, or of each group that it names. Immutable. */
final class BucketSlices {
    private final RollupQuery query;
    private final RollupQuery.Stretch stretch;
    private final RollupLayout layout;
    private final Optional<List<GroupKey>> groups;

    /**
     * @param stretch of one generation
     * @param mostGroups up to this many groups are read one by one
     */
    BucketSlices(RollupQuery query, RollupQuery.Stretch stretch, int mostGroups) {
        this.query = query;
        this.stretch = stretch;
        layout = stretch.rollup().layout();
        groups = query.filter().groups(mostGroups);
    }

    long bucketOf(long time) {
        return layout.bucketOf(time);
    }

    long startOf(long bucket) {
        return bucket * layout.bucket();
    }

    /** Whether the stretch ends before a bucket begins. */
    boolean endBefore(long bucket) {
        return startOf(bucket) >= stretch.to();
    }

    /** Up to where all of the stretch was read when all buckets before one were. */
    long readBefore(long bucket) {
        return Math.min(startOf(bucket), stretch.to());
    }

    /**
     * @param from ms since the epoch, least window start
     * @param to ms since the epoch, window starts are before it
     */
    List<Slice> of(long bucket, long from, long to) {
        long first = Math.max(startOf(bucket), Math.max(from, stretch.from()));
        long end = Math.min(startOf(bucket + 1), Math.min(to, stretch.to()));
        if (groups.isPresent()) {
            return groups.get().stream()
                    .map(group -> new Slice(partition(bucket, layout.shardOf(group)), Optional.of(group), first, end))
                    .toList();
        }
        return IntStream.range(0, layout.shards())
                .mapToObj(shard -> new Slice(partition(bucket, shard), Optional.empty(), first, end))
                .toList();
    }

    private RollupRow.Partition partition(long bucket, int shard) {
        ActiveRollup rollup = stretch.rollup();
        return new RollupRow.Partition(
                query.pipeline().tenant(), query.pipeline().name(), rollup.name(), rollup.generation(), bucket, shard);
    }
}
