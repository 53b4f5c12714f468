package io.millrace.model.lookup;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.EventSchema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a version of a lookup looks like.
 *
 * @param key the column that rows are found by; every row has a value there, and no two the same
 */
public record LookupShape(String key, List<LookupColumn> columns) {
    public LookupShape {
        columns = List.copyOf(columns);
        if (columns.stream().noneMatch(column -> column.name().equals(key))) {
            throw new IllegalArgumentException("no column " + key);
        }
    }

    public Optional<FieldType> type(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .map(LookupColumn::type)
                .findFirst();
    }

    /** Whether two types are found by the same bits. */
    static boolean fits(FieldType field, FieldType key) {
        return field.equals(key) || (isWhole(field) && isWhole(key));
    }

    private static boolean isWhole(FieldType type) {
        return type.kind() == FieldType.Kind.INT || type.kind() == FieldType.Kind.LONG;
    }

    /** Whether rows can be found by values of a type: what is equal must have the same bits. */
    static boolean isKey(FieldType type) {
        return switch (type.kind()) {
            case STRING, BOOLEAN, INT, LONG, TIMESTAMP, DATE, UUID -> true;
            case DOUBLE, DECIMAL -> false;
        };
    }

    /** A row as the readers of events see it. */
    EventDefinition asEvent() {
        return new EventDefinition(
                columns.stream().map(this::field).toList(),
                Optional.empty(),
                List.of(),
                Duration.ZERO,
                EventDefinition.UnknownFields.REJECT);
    }

    EventSchema schema() {
        return EventSchema.of("lookups", "row", asEvent());
    }

    private FieldDefinition field(LookupColumn column) {
        return new FieldDefinition(
                column.name(),
                column.type(),
                column.name(),
                !column.name().equals(key),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
