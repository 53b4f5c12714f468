package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.model.event.ArchivedEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of an archived event, which is that of the stream: it is evaluated, which may fail and leaves nothing behind; then its id is recorded; then it is counted.
 * Copies of an event follow each other in the order of their offsets. Not thread-safe.
 */
final class EventWay {
    private final BoundPlan plan;
    private final EventTally tally;
    private final List<EventView> views = new ArrayList<>();
    private final Copies copies;

    EventWay(BoundPlan plan, EventTally tally) {
        this.plan = plan;
        this.tally = tally;
        plan.evaluations().forEach((version, evaluation) -> views.add(new EventView(plan, version, evaluation)));
        copies = new Copies(plan.lateness());
    }

    void take(ArchivedEvent event, Counts counts) {
        if (!plan.isBelowCut(event.partition(), event.offset())) {
            return;
        }
        tally.countRead();
        try {
            for (EventView view : views) {
                view.evaluate(event);
            }
        } catch (RuntimeException unusable) {
            tally.countUnusable();
            return;
        }
        if (!copies.isFirst(event)) {
            tally.countCopy();
            return;
        }
        for (EventView view : views) {
            view.apply(event, counts);
        }
    }
}
