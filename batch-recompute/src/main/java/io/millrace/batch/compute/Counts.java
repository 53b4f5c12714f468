package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.event.Event;

/** Takes each event once for each target that it counts in. */
interface Counts {
    /**
     * @param event of a version that the target means; only until this returns
     */
    void add(BoundTarget target, Event event);
}
