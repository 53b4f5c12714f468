package io.millrace.model.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an event looks like.
 *
 * @param fields in the order of the definition
 * @param time the timestamp field that is the event time; empty = time of acceptance
 * @param id the fields that are its identity; empty = identity from the request
 * @param maxAhead how far past the time of acceptance an event time may be
 */
public record EventDefinition(
        List<FieldDefinition> fields,
        Optional<String> time,
        List<String> id,
        Duration maxAhead,
        UnknownFields unknownFields) {
    /** What to do with fields of the input that the definition does not name. */
    public enum UnknownFields {
        IGNORE,
        REJECT
    }

    public EventDefinition {
        fields = List.copyOf(fields);
        id = List.copyOf(id);
    }

    public Optional<FieldDefinition> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
