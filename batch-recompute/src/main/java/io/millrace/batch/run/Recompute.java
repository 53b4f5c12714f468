package io.millrace.batch.run;

import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.Destination;
import io.millrace.batch.spark.RecomputeJob.Written;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.TimelineTable;
import io.millrace.cassandra.TimelineTable.Entry;
import io.millrace.model.rollup.RollupPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes windows again as generations of their own, and lets readers see them in one step. The stream feeds a generation from some offsets on, the cuts;
 * what lies below comes from the archive, so that no event is missing or counted twice, whenever it comes.
 */
public final class Recompute {
    private static final Logger LOG = LoggerFactory.getLogger(Recompute.class);

    /** What Cassandra takes at most: 20 years. */
    private static final long LONGEST_SECONDS = 630_720_000;

    private final World world;
    private final Facts facts;
    private final Diary diary;
    private final Waiting waiting;
    private final Generations generations;
    private final DeadRuns deadRuns;

    /**
     * @param patience how long is waited for the stream and for the archive
     */
    public Recompute(World world, Facts facts, Diary diary, Duration patience) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
        waiting = new Waiting(world, patience);
        generations = new Generations(world, facts);
        deadRuns = new DeadRuns(world, facts, generations);
    }

    /**
     * Computes, and publishes.
     *
     * @param keep former generations that are kept for a rollback
     */
    public Written publish(List<Assignment> assignments, int keep) throws InterruptedException {
        deadRuns.end();
        List<Entry> begun = new ArrayList<>();
        Written written;
        try {
            written = compute(assignments, begun);
            // From here on this run, or the next one of the pipeline, brings it to its end.
            diary.written();
        } catch (RuntimeException | InterruptedException | Error failure) {
            abandon(begun, failure);
            throw failure;
        }
        publish(PublishOrder.of(begun));
        retire(assignments, keep);
        return written;
    }

    private void publish(List<Entry> entries) {
        try {
            entries.forEach(generations::publish);
        } catch (RuntimeException failure) {
            if (mayTakeBack(entries.get(0), failure)) {
                diary.takenBack();
                abandon(entries, failure);
                throw failure;
            }
            throw new RefusedException(
                    "What the run wrote could not be published in all rollups: " + failure.getMessage(),
                    "The next run of the pipeline publishes the rest, once this one was not heard of for "
                            + Run.SILENCE.toSeconds() + " s. Run the same again then, or another.",
                    failure);
        }
    }

    /** Whether none was published: the first is published before all others. */
    private boolean mayTakeBack(Entry first, Throwable failure) {
        try {
            return !generations.wasPublished(first);
        } catch (RuntimeException unknown) {
            failure.addSuppressed(unknown);
            return false;
        }
    }

    /** Readers see what was published already: that it can't be tidied up behind it is no failure of the run. */
    private void retire(List<Assignment> assignments, int keep) {
        for (String rollup :
                assignments.stream().map(Assignment::rollup).distinct().toList()) {
            try {
                generations.retire(rollup, keep);
            } catch (RuntimeException failure) {
                LOG.warn("former generations of {} could not be removed now, the next run does it", rollup, failure);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Does all of it but to publish; nothing is left of it. */
    public Written shadow(List<Assignment> assignments) throws InterruptedException {
        deadRuns.end();
        List<Entry> begun = new ArrayList<>();
        try {
            Written written = compute(assignments, begun);
            begun.forEach(generations::abandon);
            return written;
        } catch (RuntimeException | InterruptedException | Error failure) {
            abandon(begun, failure);
            throw failure;
        }
    }

    /** What can't be taken back now is taken back by the next run of the pipeline. */
    private void abandon(List<Entry> begun, Throwable failure) {
        for (Entry entry : begun) {
            try {
                generations.abandon(entry);
            } catch (RuntimeException further) {
                failure.addSuppressed(further);
            }
        }
    }

    private Written compute(List<Assignment> assignments, List<Entry> begun) throws InterruptedException {
        if (!world.offsets().hasEvents(facts.tenant())) {
            throw noEvents(facts);
        }
        diary.wait("for no other run to compute the same windows");
        for (Assignment assignment : assignments) {
            begun.add(generations.begin(assignment, diary.id()));
            diary.write(begun.stream().map(entry -> entry.layer().generation()).toList());
        }
        diary.wait("for the stream to feed the new generations");
        long[] taken = world.offsets().taken(facts.tenant());
        begun.forEach(entry -> world.feeds().announce(key(entry), entry));
        List<long[]> cuts = new ArrayList<>();
        for (Entry entry : begun) {
            cuts.add(cut(entry));
        }
        refuseForgotten(taken, cuts);
        diary.wait("for the archive to hold what lies below the cuts");
        waiting.untilArchived(facts.tenant(), greatest(cuts));
        diary.compute("computes and writes rows");
        return write(begun, cuts);
    }

    static RefusedException noEvents(Facts facts) {
        return new RefusedException("Tenant " + facts.tenant() + " has no events yet.", "There is nothing to compute.");
    }

    private TimelineTable.Key key(Entry entry) {
        return facts.key(entry.layer().rollup());
    }

    private long[] cut(Entry entry) throws InterruptedException {
        int generation = entry.layer().generation();
        waiting.until(
                () -> world.feeds().cuts(key(entry), generation).size() >= facts.partitions(),
                () -> new RefusedException(
                        "The stream-processor has not begun to feed the new generation in "
                                + (facts.partitions()
                                        - world.feeds()
                                                .cuts(key(entry), generation)
                                                .size()) + " of "
                                + facts.partitions() + " events partitions after "
                                + waiting.patience().toSeconds() + " s.",
                        "Look after the stream-processor: it must run, with all of its partitions assigned. Then run the"
                                + " same again, or wait longer with --wait."));
        Map<Integer, Long> cuts = world.feeds().cuts(key(entry), generation);
        return IntStream.range(0, facts.partitions())
                .mapToLong(partition -> cuts.getOrDefault(partition, 0L))
                .toArray();
    }

    /**
     * A task whose state is from before there were feeds does not know how far it is in a partition until an event comes, and takes 0 for the cut. Nothing of what lies there
     * would be counted: not by the batch, for which it lies above the cut, nor by the stream, which is past it.
     *
     * @param taken by the stream before it knew of the feeds
     */
    private static void refuseForgotten(long[] taken, List<long[]> cuts) {
        List<Integer> forgotten = IntStream.range(0, taken.length)
                .filter(partition -> taken[partition] > 0 && cuts.stream().anyMatch(cut -> cut[partition] == 0))
                .boxed()
                .toList();
        if (!forgotten.isEmpty()) {
            throw new RefusedException(
                    "The stream-processor does not know how far it is in the events partitions " + forgotten
                            + ": no event came there since it was upgraded from a version without feeds. The new"
                            + " generation would lack what came before.",
                    "Send events of the tenant, with different ids, until one has come in each of these partitions: some"
                            + " dozens will do, of any of its pipelines. Then run the same again.");
        }
    }

    private long[] greatest(List<long[]> cuts) {
        return IntStream.range(0, facts.partitions())
                .mapToLong(partition ->
                        cuts.stream().mapToLong(cut -> cut[partition]).max().orElse(0))
                .toArray();
    }

    private Written write(List<Entry> begun, List<long[]> cuts) {
        List<Piece> pieces = begun.stream().map(generations::piece).toList();
        List<Target> targets = pieces.stream().map(Piece::target).toList();
        WorkPlan plan = WorkPlan.of(facts.record(), facts.lookups(), targets, facts.partitions())
                .belowEach(cuts)
                .withLookupsAsOf(begun.get(0).lookupsAsOf());
        Instant now = world.clock().instant();
        long revision = Math.multiplyExact(now.toEpochMilli(), 1_000L);
        int ttl = (int)
                Math.min(facts.pipeline().definition().retention().rollups().toSeconds(), LONGEST_SECONDS);
        return world.engine()
                .write(
                        plan,
                        pieces.stream()
                                .map(piece -> new Destination(
                                        piece.generation(),
                                        piece.layout().bucket(),
                                        piece.layout().shards(),
                                        ttl,
                                        revision))
                                .toList());
    }

    /**
     * What of a request is computed as the current version of the definition means it.
     *
     * @param lookupsAsOf see {@link Assignment}
     * @throws RefusedException if there is nothing, or the archive may lack some of the events
     */
    public static List<Assignment> assignments(Facts facts, Request request, long lookupsAsOf, Instant now) {
        return assignments(facts, request, lookupsAsOf, now, Long.MAX_VALUE);
    }

    /**
     * The same, where the archive is known to be whole.
     *
     * @param wholeFrom see {@link Imports.Imported#wholeFrom}
     */
    public static List<Assignment> assignments(
            Facts facts, Request request, long lookupsAsOf, Instant now, long wholeFrom) {
        List<Assignment> assignments = new ArrayList<>();
        for (String rollup : Rollups.asked(facts, request)) {
            RollupPlan plan = facts.plan(rollup);
            var starts = WindowInterval.starts(plan, request, now);
            ArchiveFloor.check(facts.record(), rollup, Piece.eventsOf(plan.windows(), starts), now, wholeFrom);
            assignments.add(new Assignment(rollup, facts.record().current().version(), starts, lookupsAsOf));
        }
        return assignments;
    }
}
