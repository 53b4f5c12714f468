package io.millrace.batch.run;

import io.millrace.batch.plan.Target;
import io.millrace.batch.spark.Slice;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.HoppingWindows;
import io.millrace.model.window.TimeInterval;
import io.millrace.model.window.Windows;
import java.util.List;

/**
 * Windows of a rollup in one generation.
 *
 * @param version of the definition that says what they mean
 * @param starts of the windows
 * @param counts the event times that the generation counts
 * @param lookupsAsOf offset in the topic of definitions as of which its events are joined with lookups, or later if they were accepted later;
 *     -1 = as they were accepted
 */
public record Piece(
        String rollup,
        int version,
        int generation,
        RollupLayout layout,
        TimeInterval starts,
        TimeInterval counts,
        long lookupsAsOf) {
    /** The same generation, other windows of it. */
    public Piece of(TimeInterval windows) {
        return new Piece(rollup, version, generation, layout, windows, counts, lookupsAsOf);
    }

    /** What computes these windows as the generation means them. */
    public Target target() {
        return Target.of(rollup, version, generation, starts).counting(counts);
    }

    /** What computes the same windows as some version of the definition means them. */
    public Target targetAs(int otherVersion, int limitedAs) {
        return Target.of(rollup, otherVersion, limitedAs, starts);
    }

    /**
     * Where rows are stored that say something of events of some times.
     *
     * @param target its index in a plan
     */
    public List<Slice> slices(int target, TimeInterval events) {
        return Slice.of(target, rollup, generation, layout, events);
    }

    /** The event times of windows that start in an interval, sessions aside. */
    static TimeInterval eventsOf(Windows windows, TimeInterval starts) {
        return windows instanceof HoppingWindows hopping ? starts.extended(hopping.size() - hopping.advance()) : starts;
    }

    /** A generation of a rollup whose windows are these, that counts all of their events. */
    static Piece whole(
            RollupPlan plan, int version, int generation, RollupLayout layout, TimeInterval starts, long lookupsAsOf) {
        return new Piece(
                plan.name(), version, generation, layout, starts, eventsOf(plan.windows(), starts), lookupsAsOf);
    }
}
