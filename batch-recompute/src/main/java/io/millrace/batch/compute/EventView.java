package io.millrace.batch.compute;

import io.millrace.batch.plan.BoundPlan;
import io.millrace.batch.plan.BoundPlan.BoundTarget;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Archived events as one version of the definition sees them, and the targets that it means. Not thread-safe. */
final class EventView {
    private final Map<Integer, EventSchema> schemas;
    private final Evaluation evaluation;
    private final List<BoundTarget> targets;
    private final BoundPlan plan;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();
    private final Event event;
    private boolean counts;

    EventView(BoundPlan plan, int version, Evaluation evaluation) {
        this.evaluation = evaluation;
        schemas = plan.schemas();
        targets = plan.targets().stream()
                .filter(target -> target.target().version() == version)
                .toList();
        this.plan = plan;
        event = new Event(evaluation.schema());
    }

    /**
     * Decodes and evaluates an event, whatever its time.
     *
     * @throws RuntimeException if that can't be done: the event then counts nowhere
     */
    void evaluate(ArchivedEvent archived) {
        counts = false;
        EventDecoder decoder = decoders.computeIfAbsent(EventDecoder.schemaId(archived.payload()), this::decoderOf);
        decoder.decode(archived.payload(), event);
        event.setId(archived.id());
        long lookupsAsOf = plan.lookupsAsOf();
        if (event.definitionsOffset() < lookupsAsOf) {
            event.setEnvelope(event.eventTime(), event.acceptedAt(), lookupsAsOf);
        }
        counts = evaluation.evaluate(event, Evaluation.MissingKeys.IGNORED);
    }

    private EventDecoder decoderOf(int schemaId) {
        @Nullable EventSchema writer = schemas.get(schemaId);
        if (writer == null) {
            throw new IllegalArgumentException("no version of the pipeline has schema " + schemaId);
        }
        return new EventDecoder(writer, evaluation.schema());
    }

    /** Counts the event that was evaluated last, in each target that it is of. */
    void apply(ArchivedEvent archived, Counts taker) {
        if (!counts) {
            return;
        }
        for (BoundTarget target : targets) {
            if (target.events().contains(event.eventTime())
                    && plan.isBelowCut(target, archived.partition(), archived.offset())) {
                taker.add(target, event);
            }
        }
    }
}
