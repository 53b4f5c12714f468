package io.millrace.query.read;

import io.millrace.kafka.definitions.ActiveRollup;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.RowSource.Slice;
import io.millrace.query.request.Position;
import io.millrace.query.request.RollupQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a rollup page by page: bucket by bucket in the order of time, all partitions of a bucket at once. Buckets don't overlap in time, so the
 * page is whole as soon as it is full behind a bucket; it holds no more than its limit in memory. Thread-safe.
 */
public final class RollupReader {
    private final RowSource source;
    private final ReadLimits limits;
    private final ReadMeter meter;

    public RollupReader(RowSource source, ReadLimits limits, ReadMeter meter) {
        this.source = source;
        this.limits = limits;
        this.meter = meter;
    }

    /**
     * @param horizon ms since the epoch: no window starts later, so nothing behind it is looked for
     * @throws RowsUnavailableException if the rows can't be read now
     */
    public RollupPage read(RollupQuery query, long horizon) {
        return new Reading(query, Math.min(query.to(), horizon)).page();
    }

    private final class Reading {
        private final RollupQuery query;
        private final RollupLayout layout;
        private final long end;
        private final Optional<List<GroupKey>> groups;
        private final FirstRows first;
        private long bucket;
        private int slicesRead;
        private long scanned;

        Reading(RollupQuery query, long end) {
            this.query = query;
            this.end = end;
            layout = query.rollup().layout();
            groups = query.filter().groups(limits.groups());
            // One more than the page holds tells whether there is a next page.
            first = new FirstRows(query.limit() + 1);
            bucket = layout.bucketOf(query.start().windowStart());
        }

        RollupPage page() {
            // A round of several buckets hides the latency of reading few or no rows; one that fills the page ends it.
            int buckets = 1;
            while (!isAtEnd() && !first.isFull() && slicesRead < limits.partitions()) {
                List<Slice> round = round(buckets);
                scanned += new SliceScan(source, limits, query, first).run(round);
                slicesRead += round.size();
                buckets = Math.min(buckets * 2, limits.inFlight());
            }
            RollupPage page = cut(first.inOrder());
            meter.read(slicesRead, scanned, page.rows().size());
            return page;
        }

        private boolean isAtEnd() {
            return startOfBucket() >= end;
        }

        private long startOfBucket() {
            return bucket * layout.bucket();
        }

        private List<Slice> round(int buckets) {
            List<Slice> slices = new ArrayList<>();
            for (int count = 0; count < buckets && !isAtEnd(); count++) {
                if (!slices.isEmpty() && slices.size() >= limits.inFlight()) {
                    break;
                }
                addBucket(slices);
                bucket++;
            }
            return slices;
        }

        private void addBucket(List<Slice> slices) {
            long from = Math.max(startOfBucket(), query.start().windowStart());
            long to = Math.min(startOfBucket() + layout.bucket(), end);
            if (groups.isPresent()) {
                for (GroupKey group : groups.get()) {
                    slices.add(new Slice(partition(layout.shardOf(group)), Optional.of(group), from, to));
                }
                return;
            }
            for (int shard = 0; shard < layout.shards(); shard++) {
                slices.add(new Slice(partition(shard), Optional.empty(), from, to));
            }
        }

        private RollupRow.Partition partition(int shard) {
            ActiveRollup rollup = query.rollup();
            return new RollupRow.Partition(
                    query.pipeline().tenant(),
                    query.pipeline().name(),
                    rollup.name(),
                    rollup.generation(),
                    bucket,
                    shard);
        }

        private RollupPage cut(List<FoundRow> rows) {
            if (rows.size() > query.limit()) {
                List<FoundRow> kept = rows.subList(0, query.limit());
                FoundRow last = kept.get(kept.size() - 1);
                return new RollupPage(kept, Optional.of(Position.after(last.windowStart(), last.group())));
            }
            return new RollupPage(rows, isAtEnd() ? Optional.empty() : Optional.of(Position.before(startOfBucket())));
        }
    }
}
