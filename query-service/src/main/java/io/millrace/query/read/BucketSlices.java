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
    private final RollupLayout layout;
    private final Optional<List<GroupKey>> groups;

    /**
     * @param mostGroups up to this many groups are read one by one
     */
    BucketSlices(RollupQuery query, int mostGroups) {
        this.query = query;
        layout = query.rollup().layout();
        groups = query.filter().groups(mostGroups);
    }

    long bucketOf(long time) {
        return layout.bucketOf(time);
    }

    long startOf(long bucket) {
        return bucket * layout.bucket();
    }

    /**
     * @param from ms since the epoch, least window start
     * @param to ms since the epoch, window starts are before it
     */
    List<Slice> of(long bucket, long from, long to) {
        long first = Math.max(startOf(bucket), from);
        long end = Math.min(startOf(bucket + 1), to);
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
        ActiveRollup rollup = query.rollup();
        return new RollupRow.Partition(
                query.pipeline().tenant(), query.pipeline().name(), rollup.name(), rollup.generation(), bucket, shard);
    }
}
