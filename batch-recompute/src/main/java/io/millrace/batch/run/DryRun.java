package io.millrace.batch.run;

import io.millrace.batch.plan.Target;
import io.millrace.batch.spark.Comparison;
import io.millrace.cassandra.TimelineTable.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what a recompute would change, and writes nothing. */
public final class DryRun {
    private final World world;
    private final Facts facts;
    private final Diary diary;
    private final Waiting waiting;

    public DryRun(World world, Facts facts, Diary diary, Duration patience) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
        waiting = new Waiting(world, patience);
    }

    public Report run(List<Assignment> assignments) throws InterruptedException {
        List<Piece> pieces = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        for (Assignment assignment : assignments) {
            Timeline timeline = world.timelines().read(facts.key(assignment.rollup()));
            for (Piece piece : Served.of(facts, timeline, assignment.rollup(), assignment.starts())
                    .pieces()) {
                pieces.add(piece);
                targets.add(piece.targetAs(
                        assignment.version(),
                        timeline.nextGeneration(facts.pipeline().record().firstRecomputed())));
            }
        }
        long[] ends = world.offsets().ends(facts.tenant());
        diary.wait("for the stored rows to count what has come so far");
        waiting.untilSettled(facts.tenant(), ends);
        diary.compute("compares what would be with what is");
        Comparison comparison = new PieceComparison(world, facts)
                .change(pieces, targets, ends, assignments.get(0).lookupsAsOf());
        diary.found(comparison.equal(), comparison.different(), comparison.lines());
        return new Report(
                comparison.equal(),
                comparison.different(),
                comparison.missing(),
                comparison.unfounded(),
                comparison.regrouped(),
                0,
                comparison.lines().stream().map(ToldRow::of).toList(),
                Map.of(),
                List.of("A window for which events came while this ran may be told as changed by those."));
    }
}
