package io.millrace.batch.run;

import io.millrace.batch.compute.SoughtRow;
import io.millrace.batch.plan.Target;
import io.millrace.batch.spark.Comparison;
import io.millrace.model.window.TimeInterval;

/**
 * A row that is wrong.
 *
 * @param piece that it is of
 */
record WrongRow(Piece piece, Comparison.Difference difference) {
    /** What computes its window, pane or session. */
    Target target() {
        return piece.of(new TimeInterval(difference.start(), difference.end())).target();
    }

    /**
     * The row as one looks for its events.
     *
     * @param target index of {@link #target} in a plan
     */
    SoughtRow sought(int target) {
        return new SoughtRow(
                target, difference.start(), difference.end(), difference.group().bytes());
    }

    /** Of {@code _other}: which events it counts depends on all groups of the window. */
    boolean isOfTheRest() {
        return difference.group().isOther();
    }

    ToldRow told() {
        return ToldRow.of(difference.json());
    }
}
