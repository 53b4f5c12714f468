package io.millrace.batch.spark;

import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.window.TimeInterval;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored rows of one Cassandra partition.
 *
 * @param target index in the plan
 * @param from ms since the epoch, least window start
 * @param until ms since the epoch, window starts are before it
 */
public record Slice(int target, String rollup, int generation, long bucket, int shard, long from, long until)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All that hold windows, panes or pieces that start in an interval. */
    public static List<Slice> of(int target, String rollup, int generation, RollupLayout layout, TimeInterval starts) {
        List<Slice> slices = new ArrayList<>();
        if (starts.isEmpty()) {
            return slices;
        }
        for (long bucket = layout.bucketOf(starts.from()); bucket <= layout.bucketOf(starts.until() - 1); bucket++) {
            for (int shard = 0; shard < layout.shards(); shard++) {
                slices.add(new Slice(target, rollup, generation, bucket, shard, starts.from(), starts.until()));
            }
        }
        return slices;
    }

    RollupRow.Partition partition(String tenant, String pipeline) {
        return new RollupRow.Partition(tenant, pipeline, rollup, generation, bucket, shard);
    }
}
