package io.millrace.batch.run;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.Slice;
import io.millrace.batch.spark.WindowStart;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.TumblingWindows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds windows that are stored in many parts, which a recompute in their own meaning brings together. */
public final class Compaction {
    private final World world;
    private final Facts facts;
    private final Diary diary;

    public Compaction(World world, Facts facts, Diary diary) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
    }

    /**
     * Of each generation that serves, the stretch from the first such window to the last.
     *
     * @param most parts of a group that are not yet many
     * @return nothing if there are none
     */
    public List<Assignment> assignments(Request request, int most) {
        Instant now = world.clock().instant();
        List<Piece> pieces = new ArrayList<>();
        for (String rollup : Rollups.asked(facts, request)) {
            TimeInterval starts = WindowInterval.starts(facts.plan(rollup), request, now);
            Served.of(facts, world.timelines().read(facts.key(rollup)), rollup, starts).complete().stream()
                    .map(piece -> piece.of(whole(piece, now)))
                    .filter(piece -> !piece.starts().isEmpty())
                    .forEach(pieces::add);
        }
        if (pieces.isEmpty()) {
            return List.of();
        }
        diary.compute("counts parts");
        List<Assignment> assignments = new ArrayList<>();
        List<SortedSet<Long>> found = find(pieces, most);
        for (int index = 0; index < pieces.size(); index++) {
            SortedSet<Long> panes = found.get(index);
            if (!panes.isEmpty()) {
                Piece piece = pieces.get(index);
                assignments.add(
                        new Assignment(piece.rollup(), piece.version(), starts(piece, panes), piece.lookupsAsOf()));
            }
        }
        return assignments;
    }

    /** What the archive has not all events of any more stays as it is, and so do cells of sessions that two generations share. */
    private TimeInterval whole(Piece piece, Instant now) {
        TumblingWindows cells = plan(piece).windows().cells();
        long first =
                Math.max(ArchiveFloor.of(facts.record(), now), piece.starts().from());
        long from = cells.isStart(first) ? first : cells.endOf(cells.startOf(first));
        return piece.starts().since(from).before(cells.startOf(piece.starts().until()));
    }

    private List<SortedSet<Long>> find(List<Piece> pieces, int most) {
        WorkPlan plan = WorkPlan.of(
                facts.record(),
                facts.lookups(),
                pieces.stream().map(Piece::target).toList(),
                facts.partitions());
        List<Slice> slices = new ArrayList<>();
        new BoundPlan(plan)
                .targets()
                .forEach(target -> slices.addAll(pieces.get(target.index()).slices(target.index(), target.events())));
        List<SortedSet<Long>> found = new ArrayList<>();
        pieces.forEach(piece -> found.add(new TreeSet<>()));
        for (WindowStart window : world.engine().windowsOfManyParts(plan, slices, most)) {
            found.get(window.target()).add(window.start());
        }
        return found;
    }

    /** The windows that the panes are in, or the cells that pieces of sessions are in, as far as the generation serves them. */
    private TimeInterval starts(Piece piece, SortedSet<Long> panes) {
        RollupPlan plan = plan(piece);
        TumblingWindows cells = plan.windows().cells();
        long first = plan.windows() instanceof HoppingWindows hopping
                ? hopping.firstStartWith(panes.first())
                : cells.startOf(panes.first());
        return piece.starts().since(first).before(cells.endOf(cells.startOf(panes.last())));
    }

    private RollupPlan plan(Piece piece) {
        return facts.plan(piece.rollup(), piece.version());
    }
}
