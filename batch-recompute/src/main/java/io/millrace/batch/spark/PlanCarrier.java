package io.millrace.batch.spark;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.WorkPlan;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Takes a plan to the executors, where it is bound once for all tasks of a process. Thread-safe. */
final class PlanCarrier implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private transient volatile @Nullable BoundPlan bound;

    PlanCarrier(WorkPlan plan) {
        bytes = plan.toBytes();
    }

    BoundPlan plan() {
        BoundPlan known = bound;
        if (known == null) {
            synchronized (this) {
                known = bound;
                if (known == null) {
                    known = new BoundPlan(WorkPlan.read(bytes));
                    bound = known;
                }
            }
        }
        return known;
    }
}
