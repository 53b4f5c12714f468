package io.millrace.query.read;

import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import io.millrace.query.read.RowSource.Slice;
import io.millrace.query.request.CoarseWindows;
import io.millrace.query.request.RollupParameters;
import io.millrace.query.request.RollupQuery;
import io.millrace.query.request.RowOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a rollup page by page: bucket by bucket in the order of time, all partitions of a bucket at once. Buckets don't overlap in time; what
 * makes a page of their rows is a {@link PageBuilder}, which holds little more than the page in memory. Thread-safe.
 */
public final class RollupReader {
    /** Pages that an answer that has none of its own may be read in. */
    private static final int MOST_PAGES = 32;

    /** Cassandra partitions that one page may take, if there is nothing to end it before. */
    private static final int MOST_PARTITIONS = 32_768;

    /** Of states that are held to be put in order. */
    private static final long MOST_ORDERED_BYTES = 64L << 20;

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
     * @throws TooMuchAskedException if more would have to be read or held than for one answer is
     */
    public RollupPage read(RollupQuery query, long horizon) {
        return query.order()
                .map(order -> ordered(query, order, horizon))
                .orElseGet(() -> page(query, builder(query, horizon), horizon));
    }

    private RollupPage page(RollupQuery query, PageBuilder builder, long horizon) {
        RollupPage page = new Reading(query, builder).page();
        return page.next().isPresent()
                ? page
                : new RollupPage(page.rows(), query.behind().filter(behind -> behind.windowStart() < horizon));
    }

    /** Reads page by page in the order of time, and keeps what is first in the one asked for. */
    private RollupPage ordered(RollupQuery query, RowOrder order, long horizon) {
        TopRows top = new TopRows(query, order, query.limit(), RollupParameters.GREATEST_LIMIT);
        Optional<RollupQuery> rest = Optional.of(query.inPagesOf(RollupParameters.GREATEST_LIMIT));
        for (int pages = 0; rest.isPresent(); pages++) {
            if (pages == MOST_PAGES) {
                throw new TooMuchAskedException("the interval has more rows than are put in order at once; ask for less"
                        + " time, fewer groups or a coarser granularity");
            }
            RollupQuery next = rest.get();
            RollupPage page = page(next, orderedBuilder(next, top, horizon), horizon);
            page.rows().forEach(top::offer);
            rest = page.next().map(next::at);
        }
        return new RollupPage(top.inOrder(), Optional.empty());
    }

    private static PageBuilder orderedBuilder(RollupQuery query, TopRows top, long horizon) {
        RollupPlan plan = query.rollup().plan();
        Optional<CoarseWindows> coarse = coarse(query);
        if (coarse.isPresent()) {
            return coarsePage(
                    query.inPagesOf(Integer.MAX_VALUE),
                    coarse.get(),
                    horizon,
                    ComposedRows.all(MOST_ORDERED_BYTES, plan));
        }
        return plan.windows() instanceof TumblingWindows
                ? new ScannedPage(query, top, horizon)
                : builder(query, horizon);
    }

    private static PageBuilder builder(RollupQuery query, long horizon) {
        RollupPlan plan = query.rollup().plan();
        Optional<CoarseWindows> coarse = coarse(query);
        // One more than the page holds tells whether there is a next page.
        if (coarse.isPresent()) {
            return coarsePage(query, coarse.get(), horizon, ComposedRows.first(query.limit() + 1, plan));
        } else if (plan.windows() instanceof HoppingWindows hopping) {
            HoppingComposition panes = new HoppingComposition(query, hopping);
            return new ComposedPage(
                    query, panes, Math.min(panes.end(), horizon), ComposedRows.first(query.limit() + 1, plan));
        }
        return plan.windows() instanceof SessionWindows sessions
                ? new SessionPage(query, sessions, Math.min(horizon, end(query)))
                : new TumblingPage(query, horizon);
    }

    /** Where what the page is read from ends: what comes then means something else. */
    private static long end(RollupQuery query) {
        List<RollupQuery.Stretch> stretches = query.stretches();
        return stretches.get(stretches.size() - 1).to();
    }

    private static PageBuilder coarsePage(RollupQuery query, CoarseWindows windows, long horizon, ComposedRows rows) {
        return new ComposedPage(query, new CoarseComposition(query, windows), Math.min(query.to(), horizon), rows);
    }

    /** The windows that stored rows are merged into: also the rollup's own, if several of its groups become one. */
    private static Optional<CoarseWindows> coarse(RollupQuery query) {
        return query.windows()
                .or(() -> query.groups().keepsAll()
                                || !(query.rollup().plan().windows() instanceof TumblingWindows tumbling)
                        ? Optional.empty()
                        : Optional.of(new CoarseWindows.Even(tumbling)));
    }

    private final class Reading {
        private final RollupQuery query;
        private final PageBuilder builder;
        private final Iterator<RollupQuery.Stretch> stretches;
        private BucketSlices buckets;
        private long bucket;
        private int slicesRead;
        private long scanned;

        Reading(RollupQuery query, PageBuilder builder) {
            this.query = query;
            this.builder = builder;
            stretches = query.stretches().stream()
                    .filter(stretch -> stretch.to() > builder.readFrom())
                    .iterator();
            RollupQuery.Stretch first = stretches.next();
            buckets = new BucketSlices(query, first, limits.groups());
            bucket = buckets.bucketOf(Math.max(builder.readFrom(), first.from()));
        }

        RollupPage page() {
            builder.readUpTo(buckets.startOf(bucket));
            // A round of several buckets hides the latency of reading few or no rows; one that fills the page ends it.
            int count = 1;
            while (builder.needsMore() && !(slicesRead >= limits.partitions() && builder.canEnd())) {
                if (slicesRead >= MOST_PARTITIONS) {
                    throw new TooMuchAskedException("one window of the answer takes more reading than is done at once;"
                            + " ask for less time or a finer granularity");
                }
                List<Slice> round = round(Math.min(count, builder.mostBuckets()));
                scanned += new SliceScan(source, limits, builder::collector).run(round);
                slicesRead += round.size();
                builder.readUpTo(buckets.readBefore(bucket));
                if (buckets.endBefore(bucket) && stretches.hasNext()) {
                    RollupQuery.Stretch next = stretches.next();
                    buckets = new BucketSlices(query, next, limits.groups());
                    bucket = buckets.bucketOf(next.from());
                }
                count = Math.min(count * 2, limits.inFlight());
            }
            RollupPage page = builder.page();
            meter.read(slicesRead, scanned, page.rows().size());
            return page;
        }

        private List<Slice> round(int count) {
            List<Slice> slices = new ArrayList<>();
            for (int index = 0;
                    index < count && buckets.startOf(bucket) < builder.readTo() && !buckets.endBefore(bucket);
                    index++) {
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
