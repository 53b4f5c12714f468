package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.kafka.definitions.Acceptance;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventDecoder;
import java.util.List;

/**
 * The way of an archived event, which is that of the stream: the version that it was accepted under says whether it is one, which leaves nothing behind if not; then its id is
 * recorded; then it is counted, in each target that can evaluate it. Copies of an event follow each other in the order of their offsets. Not thread-safe.
 */
final class EventWay {
    private final BoundPlan plan;
    private final EventTally tally;
    private final List<EventView> views;
    private final List<EventJudge> judges;
    private final Copies copies;

    EventWay(BoundPlan plan, EventTally tally) {
        this.plan = plan;
        this.tally = tally;
        views = plan.versions().stream()
                .map(version -> new EventView(plan, version))
                .toList();
        judges = plan.acceptances().stream()
                .map(acceptance -> new EventJudge(acceptance, plan.schemas()))
                .toList();
        copies = new Copies(plan.lateness());
    }

    void take(ArchivedEvent event, Counts counts) {
        if (!plan.isBelowCut(event.partition(), event.offset())) {
            return;
        }
        tally.countRead();
        try {
            evaluate(event);
        } catch (RuntimeException unusable) {
            tally.countUnusable();
            return;
        }
        if (!copies.isFirst(event)) {
            tally.countCopy();
            return;
        }
        for (EventView view : views) {
            tally.countLeftOut(view.leftOut());
            view.apply(counts);
        }
    }

    private void evaluate(ArchivedEvent event) {
        long definitionsOffset = EventDecoder.definitionsOffset(event.payload());
        int acceptance = Acceptance.indexOf(plan.acceptances(), definitionsOffset);
        boolean judged = false;
        for (EventView view : views) {
            judged |= view.evaluate(event, acceptance, definitionsOffset);
        }
        if (!judged) {
            judges.get(acceptance).judge(event);
        }
    }
}
