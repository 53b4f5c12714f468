package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.batch.plan.BoundPlan.BoundVersion;
import io.millrace.kafka.definitions.Acceptance;
import io.millrace.model.definition.SameMeaning;
import io.millrace.model.definition.UsedFields;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.evaluation.LenientEvaluation;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import java.util.List;

/**
 * Archived events as one version of the definition sees them, and the targets that it means. Where another version accepted an event, each target leaves out what it can't
 * evaluate itself, as a rollup of the stream does. Not thread-safe.
 */
final class EventView {
    private final BoundPlan plan;
    private final Evaluation evaluation;
    private final LenientEvaluation lenient;
    private final boolean enriches;
    private final List<BoundTarget> targets;
    private final EventReading reading;
    private final Event event;

    /** By acceptance: whether it makes the same of events. */
    private final boolean[] alike;

    /** By target: whether the event at hand counts there. */
    private final boolean[] wanted;

    private boolean counts;
    private int leftOut;

    EventView(BoundPlan plan, BoundVersion version) {
        this.plan = plan;
        evaluation = version.evaluation();
        enriches = !version.definition().enrich().isEmpty();
        targets = plan.targets().stream()
                .filter(target -> target.target().version() == version.version())
                .toList();
        lenient = new LenientEvaluation(
                evaluation,
                targets.stream()
                        .map(target -> UsedFields.of(
                                version.definition(), target.plan().definition()))
                        .toList());
        reading = new EventReading(plan.schemas(), evaluation.schema());
        event = new Event(evaluation.schema());
        wanted = new boolean[targets.size()];
        List<Acceptance> acceptances = plan.acceptances();
        alike = new boolean[acceptances.size()];
        for (int index = 0; index < alike.length; index++) {
            alike[index] = SameMeaning.ofEvents(acceptances.get(index).definition(), version.definition());
        }
    }

    /**
     * Decodes and evaluates an event, if it is in the times of some target and below its cut.
     *
     * @param acceptance of the version that the event was accepted under
     * @param definitionsOffset that the event is stamped with
     * @return whether this says that it is an event: evaluated as by the version that it was accepted under, it did not fail
     * @throws RuntimeException if this says that it is none
     */
    boolean evaluate(ArchivedEvent archived, int acceptance, long definitionsOffset) {
        counts = false;
        leftOut = 0;
        int asked = ask(archived);
        if (asked == 0) {
            return false;
        }
        if (alike[acceptance] && !(enriches && definitionsOffset < plan.lookupsAsOf())) {
            read(archived);
            counts = evaluation.evaluate(event, Evaluation.MissingKeys.IGNORED);
            return true;
        }
        counts = lenient.evaluate(event, () -> read(archived), Evaluation.MissingKeys.IGNORED, wanted);
        leftOut = asked - countWanted();
        return false;
    }

    private int ask(ArchivedEvent archived) {
        for (int index = 0; index < wanted.length; index++) {
            BoundTarget target = targets.get(index);
            wanted[index] = target.events().contains(archived.eventTime())
                    && plan.isBelowCut(target, archived.partition(), archived.offset());
        }
        return countWanted();
    }

    private int countWanted() {
        int count = 0;
        for (boolean each : wanted) {
            count += each ? 1 : 0;
        }
        return count;
    }

    private void read(ArchivedEvent archived) {
        reading.read(archived, event);
        long lookupsAsOf = plan.lookupsAsOf();
        if (event.definitionsOffset() < lookupsAsOf) {
            event.setEnvelope(event.eventTime(), event.acceptedAt(), lookupsAsOf);
        }
    }

    /** How many targets leave out the event that was evaluated last, since they can't evaluate it. */
    int leftOut() {
        return leftOut;
    }

    /** Counts the event that was evaluated last, in each target that it is of. */
    void apply(Counts taker) {
        if (!counts) {
            return;
        }
        for (int index = 0; index < wanted.length; index++) {
            if (wanted[index]) {
                taker.add(targets.get(index), event);
            }
        }
    }
}
