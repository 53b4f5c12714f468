package io.millrace.batch.run;

import io.millrace.batch.spark.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Proves that what is served is what the archive says, row by row and bit for bit. */
public final class Reconcile {
    private static final int MOST_LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final World world;
    private final Facts facts;
    private final Diary diary;
    private final Waiting waiting;

    public Reconcile(World world, Facts facts, Diary diary, Duration patience) {
        this.world = world;
        this.facts = facts;
        this.diary = diary;
        waiting = new Waiting(world, patience);
    }

    /**
     * @param scope what is compared
     */
    public Report run(ReconcileScope scope) throws InterruptedException {
        List<Looks> all = groups(scope.pieces()).stream()
                .map(pieces -> new Looks(facts, pieces))
                .toList();
        long[] ends = {};
        for (int look = 1;
                look <= MOST_LOOKS
                        && all.stream().anyMatch(looks -> !looks.next().isEmpty());
                look++) {
            if (look > 1) {
                world.pause().of(BETWEEN_LOOKS);
            }
            ends = look(all, look);
            tell(report(all, scope.notes()));
        }
        Report report = report(all, scope.notes());
        report.rollups()
                .forEach((rollup, found) -> ProofCount.add(world.proofs(), facts.key(rollup), diary.id(), found));
        if (report.different() == 0) {
            return report;
        }
        diary.compute("looks for the events of wrong rows");
        Report told = report.telling(
                new Evidence(world, facts).tell(all.stream().map(Looks::wrong).toList(), ends));
        tell(told);
        return told;
    }

    private void tell(Report report) {
        diary.found(report.equal(), report.different(), report.lines());
    }

    /**
     * Everything below the ends is in the archive and in the rows when they are read: so they are equal, unless events came since.
     *
     * @return the ends
     */
    private long[] look(List<Looks> all, int look) throws InterruptedException {
        long[] ends = world.offsets().ends(facts.tenant());
        diary.wait("for the stored rows to count what has come so far");
        waiting.untilSettled(facts.tenant(), ends);
        diary.compute(look == 1 ? "compares" : "looks again at rows that differed");
        PieceComparison comparison = new PieceComparison(world, facts);
        for (Looks looks : all) {
            if (!looks.next().isEmpty()) {
                Comparison seen = comparison.proof(looks.next(), ends);
                looks.take(seen);
            }
        }
        return ends;
    }

    /** Those that one plan can compute: whose events are joined with lookups as of the same offset. */
    private static List<List<Piece>> groups(List<Piece> pieces) {
        Map<Long, List<Piece>> groups = new LinkedHashMap<>();
        pieces.forEach(piece -> groups.computeIfAbsent(piece.lookupsAsOf(), asOf -> new ArrayList<>())
                .add(piece));
        return List.copyOf(groups.values());
    }

    private static Report report(List<Looks> all, List<String> notes) {
        long equal = 0;
        long different = 0;
        long missing = 0;
        long unfounded = 0;
        long regrouped = 0;
        long moving = 0;
        List<ToldRow> differences = new ArrayList<>();
        Map<String, Report.Proved> rollups = new LinkedHashMap<>();
        for (Looks looks : all) {
            Report report = looks.report();
            equal += report.equal();
            different += report.different();
            missing += report.missing();
            unfounded += report.unfounded();
            regrouped += report.regrouped();
            moving += report.moving();
            differences.addAll(report.differences());
            report.rollups().forEach((rollup, found) -> rollups.merge(rollup, found, Report.Proved::plus));
        }
        return new Report(equal, different, missing, unfounded, regrouped, moving, differences, rollups, notes);
    }
}
