package io.millrace.batch.run;

import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * What is compared.
 *
 * @param pieces windows, by the generation that serves them
 * @param notes on what is left out, a sentence each
 */
public record ReconcileScope(List<Piece> pieces, List<String> notes) {
    public ReconcileScope {
        pieces = List.copyOf(pieces);
        notes = List.copyOf(notes);
    }

    /**
     * All windows of the request that are complete, and whose events the archive has; of a rollup that has just come there may be none.
     *
     * @throws RefusedException if the archive may lack events of all of them
     */
    public static ReconcileScope of(World world, Facts facts, Request request, Instant now) {
        long floor = ArchiveFloor.of(facts.record(), now);
        List<Piece> pieces = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        boolean expired = false;
        for (String rollup : Rollups.asked(facts, request)) {
            RollupPlan plan = facts.plan(rollup);
            TimeInterval starts = WindowInterval.starts(plan, request, now);
            Served served = Served.of(facts, world.timelines().read(facts.key(rollup)), rollup, starts);
            if (served.completeFrom() > starts.from()) {
                notes.add(leftOut(rollup, served.completeFrom())
                        + "the rollup was not there yet when some of their events came. A recompute completes them.");
            }
            if (floor > starts.from()) {
                expired = true;
                notes.add(leftOut(rollup, floor)
                        + "the archive may lack some of their events, which are kept for retention.archive.");
            }
            served.complete().stream()
                    .map(piece -> since(floor, piece, facts))
                    .filter(piece -> !piece.starts().isEmpty())
                    .forEach(pieces::add);
        }
        if (pieces.isEmpty() && expired) {
            throw new RefusedException(
                    "There are no windows to compare. " + String.join(" ", notes),
                    "Choose a later --from or --to; with a greater retention.archive, events that come from now on are kept"
                            + " longer.");
        }
        return new ReconcileScope(pieces, notes);
    }

    private static String leftOut(String rollup, long before) {
        return "Windows of " + rollup + " before " + Instant.ofEpochMilli(before) + " are left out: ";
    }

    /** Of a piece that begins before the floor, what is behind it. */
    private static Piece since(long floor, Piece piece, Facts facts) {
        if (floor <= piece.starts().from()) {
            return piece;
        }
        TumblingWindows cells =
                facts.plan(piece.rollup(), piece.version()).windows().cells();
        return piece.of(piece.starts().since(cells.isStart(floor) ? floor : cells.endOf(cells.startOf(floor))));
    }

    /**
     * Some of the windows.
     *
     * @param count of windows, of sessions of cells; all if there are not that many
     * @param seed the same seed chooses the same windows of the same interval
     */
    public ReconcileScope sample(int count, long seed, Facts facts) {
        List<Long> sizes = new ArrayList<>();
        long all = 0;
        for (Piece piece : pieces) {
            long size =
                    (piece.starts().until() - piece.starts().from() + length(piece, facts) - 1) / length(piece, facts);
            sizes.add(size);
            all += size;
        }
        if (count >= all) {
            return this;
        }
        TreeSet<Long> chosen = new TreeSet<>();
        Random random = new Random(seed);
        while (chosen.size() < count) {
            chosen.add((long) (random.nextDouble() * all));
        }
        List<Piece> sample = new ArrayList<>();
        long first = 0;
        for (int index = 0; index < pieces.size(); index++) {
            Piece piece = pieces.get(index);
            long length = length(piece, facts);
            for (long window : chosen.subSet(first, first + sizes.get(index))) {
                long start = piece.starts().from() + (window - first) * length;
                sample.add(piece.of(new TimeInterval(
                        start, Math.min(start + length, piece.starts().until()))));
            }
            first += sizes.get(index);
        }
        List<String> withSeed = new ArrayList<>(notes);
        withSeed.add(count + " of " + all + " windows were compared, chosen by --seed " + seed + ".");
        return new ReconcileScope(sample, withSeed);
    }

    private static long length(Piece piece, Facts facts) {
        return facts.plan(piece.rollup(), piece.version()).windows().cells().size();
    }
}
