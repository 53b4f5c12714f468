package io.millrace.batch.run;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.Target;
import io.millrace.batch.plan.WorkPlan;
import io.millrace.batch.spark.Comparison;
import io.millrace.batch.spark.Slice;
import java.util.ArrayList;
import java.util.List;

/** Compares stored windows with what the archive says. */
final class PieceComparison {
    private final World world;
    private final Facts facts;

    PieceComparison(World world, Facts facts) {
        this.world = world;
        this.facts = facts;
    }

    /**
     * With what events say below some offsets, as the generation means it that serves them.
     *
     * @param pieces of which all are joined with lookups as of the same offset
     */
    Comparison proof(List<Piece> pieces, long[] below) {
        List<Target> targets = pieces.stream().map(Piece::target).toList();
        WorkPlan plan = plan(targets).below(below).withLookupsAsOf(pieces.get(0).lookupsAsOf());
        return compare(plan, plan, pieces);
    }

    /** With what the current version of the definition would make of events below some offsets. */
    Comparison change(List<Piece> pieces, List<Target> targets, long[] below, long lookupsAsOf) {
        WorkPlan served = plan(pieces.stream().map(Piece::target).toList());
        return compare(plan(targets).below(below).withLookupsAsOf(lookupsAsOf), served, pieces);
    }

    private WorkPlan plan(List<Target> targets) {
        return WorkPlan.of(facts.record(), facts.lookups(), targets, facts.partitions());
    }

    private Comparison compare(WorkPlan plan, WorkPlan served, List<Piece> pieces) {
        List<Slice> slices = new ArrayList<>();
        new BoundPlan(served)
                .targets()
                .forEach(target -> slices.addAll(pieces.get(target.index()).slices(target.index(), target.events())));
        return world.engine().compare(plan, served, slices);
    }
}
