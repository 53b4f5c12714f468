package io.millrace.ingest.intake;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventIdentity;
import io.millrace.model.format.EventReader;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Identifies the events of one origin: by what the definition declares, else by what only a copy would share. */
public interface EventIds {
    /**
     * The id of an event.
     *
     * @param event read from the reader's current record
     */
    EventId of(Event event, EventReader reader);

    /** The id of the reader's current record that does not depend on its fields, and that a copy would share; empty if there is none. */
    Optional<EventId> ofRecord(EventReader reader);

    /** Of a request: else by the sender's key, else by nothing that a copy would have. */
    static EventIds ofRequest(IntakeRequest request) {
        EventIdentity identity = identity(request.pipeline());
        return declaredOr(identity, reader -> request.idempotencyKey()
                .map(key ->
                        identity.ofRequest(key, reader.index(), reader.raw(), reader.rawOffset(), reader.rawLength())));
    }

    /**
     * Of what is fetched: else by the record's place in what was read, and its bytes.
     *
     * @param origin what was read: the same only for the same content
     */
    static EventIds ofPlace(ActivePipeline pipeline, String origin) {
        EventIdentity identity = identity(pipeline);
        return declaredOr(
                identity,
                reader -> Optional.of(identity.ofSource(
                        origin, reader.index(), reader.raw(), reader.rawOffset(), reader.rawLength())));
    }

    /**
     * Of what is fetched again and again: else by the record's bytes alone, so that one that comes again unchanged is the same event.
     *
     * @param origin the same for all that may repeat each other
     */
    static EventIds ofContent(ActivePipeline pipeline, String origin) {
        EventIdentity identity = identity(pipeline);
        return declaredOr(
                identity,
                reader -> Optional.of(
                        identity.ofSource(origin, -1, reader.raw(), reader.rawOffset(), reader.rawLength())));
    }

    private static EventIdentity identity(ActivePipeline pipeline) {
        return EventIdentity.of(pipeline.tenant(), pipeline.definition(), pipeline.schema());
    }

    private static EventIds declaredOr(EventIdentity identity, Function<EventReader, Optional<EventId>> other) {
        return new EventIds() {
            @Override
            public EventId of(Event event, EventReader reader) {
                if (identity.isDeclared()) {
                    return identity.declared(event);
                }
                Optional<EventId> shared = other.apply(reader);
                return shared.isPresent()
                        ? shared.get()
                        : EventIdentity.fresh(event.acceptedAt(), ThreadLocalRandom.current());
            }

            @Override
            public Optional<EventId> ofRecord(EventReader reader) {
                return identity.isDeclared() ? Optional.empty() : other.apply(reader);
            }
        };
    }
}
