package io.millrace.stream.route;

import io.millrace.kafka.definitions.Acceptance;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Says of records whether they are events, where no version that counts them says so: as the version does that they were accepted under. Not thread-safe. */
final class AcceptedRoute {
    private final Map<Integer, EventSchema> schemas;
    private final Evaluation evaluation;
    private final Event event;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();

    /**
     * @param schemas that events may have been written with, by id
     */
    AcceptedRoute(Acceptance acceptance, Map<Integer, EventSchema> schemas) {
        this.schemas = schemas;
        evaluation = acceptance.evaluation();
        event = new Event(evaluation.schema());
    }

    /**
     * @throws RuntimeException if it is no event, whatever the reason
     */
    void judge(int schemaId, byte[] encoded) {
        decoders.computeIfAbsent(
                        schemaId, id -> new EventDecoder(Objects.requireNonNull(schemas.get(id)), evaluation.schema()))
                .decode(encoded, event);
        var unused = evaluation.evaluate(event, Evaluation.MissingKeys.IGNORED);
    }
}
