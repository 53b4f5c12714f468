package io.millrace.batch.compute;

import io.millrace.kafka.definitions.Acceptance;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import java.util.Map;

/** Says of archived records whether they are events: as the version does that they were accepted under. Not thread-safe. */
final class EventJudge {
    private final EventReading reading;
    private final Evaluation evaluation;
    private final Event event;

    /**
     * @param schemas that events may have been written with, by id
     */
    EventJudge(Acceptance acceptance, Map<Integer, EventSchema> schemas) {
        evaluation = acceptance.evaluation();
        reading = new EventReading(schemas, evaluation.schema());
        event = new Event(evaluation.schema());
    }

    /**
     * @throws RuntimeException if it is no event
     */
    void judge(ArchivedEvent archived) {
        reading.read(archived, event);
        var unused = evaluation.evaluate(event, Evaluation.MissingKeys.IGNORED);
    }
}
