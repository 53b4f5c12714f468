package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.StoredRollups;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.rollup.GroupCodec;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.Value;
import io.millrace.model.window.TimeInterval;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Those of one generation of Millrace. */
final class MillraceRows implements StoredRows {
    private static final Pattern MEASURES =
            Pattern.compile("\\{\"readings\":(\\d+),\"total\":(\\d+),\"most\":(\\d+)\\}");

    private final StoredRollups stored;
    private final int generation;
    private final ActivePipeline pipeline = Corpus.pipeline(Corpus.ROLLUPS);

    MillraceRows(CqlSession session, int generation) {
        stored = new StoredRollups(session);
        this.generation = generation;
    }

    @Override
    public void read(String rollup, TimeInterval windows, RollupTotals into) {
        GroupCodec groups = groups(rollup);
        long last = Corpus.LAYOUT.bucketOf(windows.until() - 1);
        for (long bucket = Corpus.LAYOUT.bucketOf(windows.from()); bucket <= last; bucket++) {
            for (int shard = 0; shard < Corpus.LAYOUT.shards(); shard++) {
                stored.iterator(partition(rollup, bucket, shard), windows.from(), windows.until())
                        .forEachRemaining(row -> into.add(rowOf(rollup, groups, row), totalsOf(rollup, row)));
            }
        }
    }

    @Override
    public boolean has(String rollup, long windowStart, String group) {
        GroupKey key = new GroupKey(groups(rollup).encodeValue(0, new Value.Text(group)));
        RollupRow.Partition partition =
                partition(rollup, Corpus.LAYOUT.bucketOf(windowStart), Corpus.LAYOUT.shardOf(key));
        AtomicInteger found = new AtomicInteger();
        stored.read(partition, key, windowStart, windowStart + 1, row -> found.incrementAndGet())
                .toCompletableFuture()
                .join();
        return found.get() > 0;
    }

    private GroupCodec groups(String rollup) {
        return pipeline.rollup(rollup).orElseThrow().plan().groups();
    }

    private RollupRow.Partition partition(String rollup, long bucket, int shard) {
        return new RollupRow.Partition(Corpus.TENANT, Corpus.PIPELINE, rollup, generation, bucket, shard);
    }

    private static RollupTotals.Row rowOf(String rollup, GroupCodec groups, RollupRow row) {
        if (groups.decode(row.key().group()).get(0) instanceof Value.Text group) {
            return new RollupTotals.Row(rollup, row.key().windowStart(), group.value());
        }
        throw new IllegalStateException("not a group of the corpus: " + row.key());
    }

    private RollupTotals.Totals totalsOf(String rollup, RollupRow row) {
        RollupPlan plan = pipeline.rollup(rollup).orElseThrow().plan();
        RollupState state = plan.newState();
        state.mergeFrom(new ByteReader(row.state()));
        String json = plan.measuresJson(state);
        Matcher measures = MEASURES.matcher(json);
        if (!measures.matches()) {
            throw new IllegalStateException("not the measures of the corpus: " + json);
        }
        return new RollupTotals.Totals(
                Long.parseLong(measures.group(1)),
                Long.parseLong(measures.group(2)),
                Long.parseLong(measures.group(3)));
    }
}
