package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is left of an event that can't be counted. */
record EventDeadLetters(Definitions definitions, Clock clock) {
    /** Where an event stands. */
    record Origin(String topic, int partition, long offset) {}

    /**
     * @param key of the record, the event's id if it is one
     */
    DeadLetter letter(Origin place, byte @Nullable [] key, byte[] original, UnusableEventException unusable) {
        String origin = place.topic() + "-" + place.partition() + "@" + place.offset();
        return new DeadLetter(
                // Named by its origin, so that it is the same letter however often this is tried.
                UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8)),
                Topics.tenantOf(place.topic()),
                pipelineOf(original),
                clock.instant(),
                "route",
                unusable.reason().code(),
                Optional.empty(),
                String.valueOf(unusable.getMessage()),
                origin,
                -1,
                -1,
                "avro/binary",
                Optional.empty(),
                original,
                false,
                eventId(key),
                Optional.empty());
    }

    /** A fresh id is no copy's. */
    private static Optional<EventId> eventId(byte @Nullable [] key) {
        return key == null || key.length != EventId.LENGTH
                ? Optional.empty()
                : Optional.of(EventId.read(key)).filter(EventId::isDerived);
    }

    private String pipelineOf(byte[] encoded) {
        return encoded.length < EventEncoder.HEADER_LENGTH || encoded[0] != 0
                ? ""
                : definitions
                        .bySchema(EventDecoder.schemaId(encoded))
                        .map(ActivePipeline::name)
                        .orElse("");
    }
}
