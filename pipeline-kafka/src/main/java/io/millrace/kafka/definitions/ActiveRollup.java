package io.millrace.kafka.definitions;

import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;

/**
 * A rollup in one generation, ready to run. Immutable.
 *
 * @param layout how the generation's rows are spread
 * @param serves the window starts that are read from it
 * @param completeFrom ms since the epoch: of event times before it, some may have come before the rollup was there
 */
public record ActiveRollup(
        RollupPlan plan, int generation, RollupLayout layout, TimeInterval serves, long completeFrom) {
    public String name() {
        return plan.name();
    }

    /** Whether it was computed again: what came before a cut is a batch's, and the stream counts the rest. */
    public boolean isRecomputed() {
        return generation >= Layer.FIRST_GENERATION;
    }

    /** The same, serving other windows. */
    ActiveRollup serving(TimeInterval interval) {
        return new ActiveRollup(plan, generation, layout, interval, completeFrom);
    }

    /**
     * The event times that are counted into it. A hopping window that starts before the end of what it serves is still filled by what comes after,
     * while the next generation already counts that too.
     */
    public TimeInterval counts() {
        return plan.definition().window() instanceof WindowDefinition.Hopping hopping
                ? serves.extended(hopping.size().minus(hopping.advance()).toMillis())
                : serves;
    }
}
