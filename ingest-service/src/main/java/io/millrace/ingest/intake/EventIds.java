package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.format.EventReader;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Identifies the events of one request: by what the definition declares, else by the sender's key, else by nothing that a copy would have. */
final class EventIds {
    private final EventIdentity identity;
    private final Optional<String> key;

    EventIds(IntakeRequest request) {
        ActivePipeline pipeline = request.pipeline();
        identity = EventIdentity.of(pipeline.tenant(), pipeline.definition(), pipeline.schema());
        key = request.idempotencyKey();
    }

    /**
     * @param event read from the reader's current record
     */
    EventId of(Event event, EventReader reader) {
        if (identity.isDeclared()) {
            return identity.declared(event);
        }
        if (key.isPresent()) {
            return identity.ofRequest(key.get(), reader.index(), reader.raw(), reader.rawOffset(), reader.rawLength());
        }
        return EventIdentity.fresh(event.acceptedAt(), ThreadLocalRandom.current());
    }
}
