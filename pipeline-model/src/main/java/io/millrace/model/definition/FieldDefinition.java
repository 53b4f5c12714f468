package io.millrace.model.definition;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Optional;

/**
 * One field of an event.
 *
 * @param name how the rest of the definition calls it
 * @param from the key in the input: a literal key or CSV column, or a JSON path if it starts with {@code $.}
 * @param optional whether it may be missing or null
 * @param format of a timestamp or date: empty = RFC 3339; {@code epoch-ms}, {@code epoch-s}, or a {@link java.time.format.DateTimeFormatter}
 *     pattern
 * @param zone of timestamps whose format has no offset
 * @param unit for people; never interpreted
 * @param min smallest number accepted, inclusive
 * @param max greatest number accepted, inclusive
 */
public record FieldDefinition(
        String name,
        FieldType type,
        String from,
        boolean optional,
        Optional<String> format,
        Optional<ZoneId> zone,
        Optional<String> unit,
        Optional<BigDecimal> min,
        Optional<BigDecimal> max) {
    /** A field that is computed and may come to nothing. */
    public static FieldDefinition computed(String name, FieldType type) {
        return new FieldDefinition(
                name,
                type,
                name,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
