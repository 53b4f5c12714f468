package io.millrace.batch.compute;

import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads archived events as events of one schema, whichever they were written with. Not thread-safe. */
final class EventReading {
    private final Map<Integer, EventSchema> schemas;
    private final EventSchema reader;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();

    /**
     * @param schemas that events may have been written with, by id
     */
    EventReading(Map<Integer, EventSchema> schemas, EventSchema reader) {
        this.schemas = schemas;
        this.reader = reader;
    }

    /**
     * @param event of the schema that is read as
     * @throws RuntimeException if that can't be done
     */
    void read(ArchivedEvent archived, Event event) {
        decoders.computeIfAbsent(EventDecoder.schemaId(archived.payload()), this::decoderOf)
                .decode(archived.payload(), event);
        event.setId(archived.id());
    }

    private EventDecoder decoderOf(int schemaId) {
        @Nullable EventSchema writer = schemas.get(schemaId);
        if (writer == null) {
            throw new IllegalArgumentException("no version of the pipeline has schema " + schemaId);
        }
        return new EventDecoder(writer, reader);
    }
}
