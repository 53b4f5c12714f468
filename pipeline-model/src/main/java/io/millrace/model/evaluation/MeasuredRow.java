package io.millrace.model.evaluation;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The measures of a rollup as fields that expressions can refer to, and the finished measures of a row as their values: what a condition over
 * measures is compiled for and asked of. Immutable, thread-safe.
 */
public final class MeasuredRow {
    private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** How many events the row counts, unless a measure is called so. */
    private static final String EVENTS = "events";

    private final EventSchema schema;
    private final int measures;

    private MeasuredRow(EventSchema schema, int measures) {
        this.schema = schema;
        this.measures = measures;
    }

    /**
     * @param typeOf the type of a field of evaluated events
     */
    public static MeasuredRow of(RollupDefinition rollup, Function<String, FieldType> typeOf) {
        List<FieldDefinition> fields = new ArrayList<>();
        for (MeasureDefinition measure : rollup.measures()) {
            fields.add(FieldDefinition.computed(
                    measure.name(), resultType(measure, measure.field().map(typeOf))));
        }
        if (fields.stream().noneMatch(field -> field.name().equals(EVENTS))) {
            fields.add(FieldDefinition.computed(EVENTS, FieldType.of(FieldType.Kind.LONG)));
        }
        EventSchema schema = EventSchema.of(
                "measures",
                rollup.name(),
                new EventDefinition(
                        fields, Optional.empty(), List.of(), Duration.ZERO, EventDefinition.UnknownFields.IGNORE));
        return new MeasuredRow(schema, rollup.measures().size());
    }

    private static FieldType resultType(MeasureDefinition measure, Optional<FieldType> field) {
        FieldType whole = FieldType.of(FieldType.Kind.LONG);
        if (measure.type() == MeasureDefinition.Type.COUNT || measure.type() == MeasureDefinition.Type.DISTINCT) {
            return whole;
        }
        FieldType type = field.orElseThrow();
        boolean integer = type.kind() == FieldType.Kind.INT || type.kind() == FieldType.Kind.LONG;
        return switch (measure.type()) {
            case SUM -> integer ? whole : type;
            // Of decimals each is a decimal of some scale, which expressions can't read anyway.
            case AVG, VARIANCE, STDDEV, QUANTILE ->
                type.kind() == FieldType.Kind.DECIMAL ? type : FieldType.of(FieldType.Kind.DOUBLE);
            case MIN, MAX, FIRST, LAST -> type;
            case COUNT, DISTINCT -> whole;
        };
    }

    /**
     * A field a measure, in the order of the definition, then {@code events}, how many the row counts, unless a measure is called so. All may be
     * null: a measure that saw nothing is.
     */
    public EventSchema schema() {
        return schema;
    }

    /** The measures that a state of the rollup came to. A sum beyond 64 bits is the greatest or least number of 64 bits, so it compares as it should. */
    public Event of(RollupState state) {
        Event row = new Event(schema);
        if (measures < schema.size()) {
            row.setLong(measures, state.events());
        }
        for (int index = 0; index < measures; index++) {
            if (schema.kind(index) != FieldType.Kind.DECIMAL) {
                set(row, index, state.finish(index));
            }
        }
        return row;
    }

    private static void set(Event row, int index, Value value) {
        if (value instanceof Value.Whole whole) {
            row.setLong(index, whole.value());
        } else if (value instanceof Value.BigWhole big) {
            row.setLong(index, big.value().compareTo(GREATEST) > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
        } else if (value instanceof Value.Real real) {
            row.setDouble(index, real.value());
        } else if (value instanceof Value.Truth truth) {
            row.setLong(index, truth.value() ? 1 : 0);
        } else if (value instanceof Value.Time time) {
            row.setLong(index, time.value().toEpochMilli());
        } else if (value instanceof Value.Day day) {
            row.setLong(index, day.value().toEpochDay());
        } else if (value instanceof Value.Text text) {
            row.setString(index, text.value());
        } else if (value instanceof Value.Identifier identifier) {
            row.setString(index, identifier.value().toString());
        } else if (!(value instanceof Value.Missing)) {
            throw new IllegalArgumentException("no value of a field: " + value);
        }
    }
}
