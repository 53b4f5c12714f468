package io.millrace.query.read;

import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.Windows;
import io.millrace.query.read.RowSource.Slice;
import io.millrace.query.request.RollupQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a rollup page by page: bucket by bucket in the order of time, all partitions of a bucket at once. Buckets don't overlap in time; what
 * makes a page of their rows is a {@link PageBuilder}, which holds little more than the page in memory. Thread-safe.
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
     * @param horizon ms since the epoch: nothing stored starts later, so nothing behind it is looked for
     * @throws RowsUnavailableException if the rows can't be read now
     */
    public RollupPage read(RollupQuery query, long horizon) {
        RollupPage page = new Reading(query, builder(query, horizon)).page();
        return page.next().isPresent()
                ? page
                : new RollupPage(page.rows(), query.behind().filter(behind -> behind.windowStart() < horizon));
    }

    private static PageBuilder builder(RollupQuery query, long horizon) {
        Windows windows = query.rollup().plan().windows();
        if (windows instanceof HoppingWindows hopping) {
            return new HoppingPage(query, hopping, horizon);
        }
        return windows instanceof SessionWindows sessions
                ? new SessionPage(query, sessions, horizon)
                : new TumblingPage(query, horizon);
    }

    private final class Reading {
        private final PageBuilder builder;
        private final BucketSlices buckets;
        private long bucket;
        private int slicesRead;
        private long scanned;

        Reading(RollupQuery query, PageBuilder builder) {
            this.builder = builder;
            buckets = new BucketSlices(query, limits.groups());
            bucket = buckets.bucketOf(builder.readFrom());
        }

        RollupPage page() {
            builder.readUpTo(buckets.startOf(bucket));
            // A round of several buckets hides the latency of reading few or no rows; one that fills the page ends it.
            int count = 1;
            while (builder.needsMore() && !(slicesRead >= limits.partitions() && builder.canEnd())) {
                List<Slice> round = round(Math.min(count, builder.mostBuckets()));
                scanned += new SliceScan(source, limits, builder::collector).run(round);
                slicesRead += round.size();
                builder.readUpTo(buckets.startOf(bucket));
                count = Math.min(count * 2, limits.inFlight());
            }
            RollupPage page = builder.page();
            meter.read(slicesRead, scanned, page.rows().size());
            return page;
        }

        private List<Slice> round(int count) {
            List<Slice> slices = new ArrayList<>();
            for (int index = 0; index < count && buckets.startOf(bucket) < builder.readTo(); index++) {
                if (!slices.isEmpty() && slices.size() >= limits.inFlight()) {
                    break;
                }
                slices.addAll(buckets.of(bucket, builder.readFrom(), builder.readTo()));
                bucket++;
            }
            return slices;
        }
    }
}
