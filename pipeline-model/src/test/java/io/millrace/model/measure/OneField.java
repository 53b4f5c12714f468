package io.millrace.model.measure;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one optional field, {@code value}, and a measure of it. A decimal is given by its unscaled value. Beside it a field that can say whether a condition holds.
 */
record OneField(EventSchema schema, Measure measure) {
    private static final int CONDITION = 1;

    /** With the options that a definition has by default, and the median. */
    static OneField of(FieldType type, MeasureDefinition.Type measureType) {
        boolean quantile = measureType == MeasureDefinition.Type.QUANTILE;
        return of(
                type,
                measureType,
                quantile ? OptionalDouble.of(0.5) : OptionalDouble.empty(),
                quantile ? OptionalDouble.of(0.01) : OptionalDouble.empty(),
                measureType == MeasureDefinition.Type.DISTINCT ? OptionalInt.of(12) : OptionalInt.empty());
    }

    static OneField ofQuantile(FieldType type, double q, double accuracy) {
        return of(
                type,
                MeasureDefinition.Type.QUANTILE,
                OptionalDouble.of(q),
                OptionalDouble.of(accuracy),
                OptionalInt.empty());
    }

    static OneField ofDistinct(FieldType type, int precision) {
        return of(
                type,
                MeasureDefinition.Type.DISTINCT,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(precision));
    }

    private static OneField of(
            FieldType type,
            MeasureDefinition.Type measureType,
            OptionalDouble q,
            OptionalDouble accuracy,
            OptionalInt precision) {
        Optional<String> measured =
                measureType == MeasureDefinition.Type.COUNT ? Optional.empty() : Optional.of("value");
        MeasureDefinition definition =
                new MeasureDefinition("measured", measureType, measured, Optional.empty(), q, accuracy, precision);
        EventDefinition event = new EventDefinition(
                List.of(field("value", type), field("condition", FieldType.of(FieldType.Kind.BOOLEAN))),
                Optional.empty(),
                List.of(),
                Duration.ofHours(1),
                EventDefinition.UnknownFields.IGNORE);
        EventSchema schema = EventSchema.of("acme", "one-field", event);
        return new OneField(schema, Measures.bind(definition, schema));
    }

    private static FieldDefinition field(String name, FieldType type) {
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

    static OneField of(FieldType.Kind kind, MeasureDefinition.Type measureType) {
        return of(FieldType.of(kind), measureType);
    }

    /** The same field measured in another way. */
    OneField with(Measure other) {
        return new OneField(schema, other);
    }

    /** The same, of events for which the condition holds. */
    OneField where() {
        return with(new ConditionalMeasure(measure, CONDITION));
    }

    /**
     * A value of an event of which it is told whether the condition holds.
     *
     * @param holds null if that can't be told
     */
    record Told(Object value, @Nullable Boolean holds) {}

    /** A value of an event of this time and id. */
    record Stamped(Object value, long time, EventId id) {}

    Event event(Object value) {
        if (value instanceof Told told) {
            Event event = event(told.value());
            if (told.holds() != null) {
                event.setLong(CONDITION, told.holds() ? 1 : 0);
            }
            return event;
        }
        if (value instanceof Stamped stamped) {
            Event event = event(stamped.value());
            event.setEnvelope(stamped.time(), 0, 0);
            event.setId(stamped.id());
            return event;
        }
        Event event = new Event(schema);
        if (value instanceof Boolean truth) {
            event.setLong(0, truth ? 1 : 0);
        } else if (value instanceof String text && !text.equals("absent")) {
            event.setString(0, text);
        } else if (value instanceof UUID uuid) {
            event.setString(0, uuid.toString());
        }
        if (value instanceof Double number) {
            event.setDouble(0, number);
        } else if (value instanceof BigInteger unscaled) {
            event.setSlice(0, unscaled.toByteArray(), 0, unscaled.toByteArray().length);
        } else if (value instanceof Number number) {
            event.setLong(0, number.longValue());
        }
        return event;
    }

    /** What has seen these values, one after the other. */
    Accumulator of(List<?> values) {
        Accumulator accumulator = measure().create();
        values.forEach(value -> accumulator.add(event(value)));
        return accumulator;
    }

    Value finish(List<?> values) {
        return of(values).finish();
    }

    static byte[] bytes(Accumulator accumulator) {
        ByteWriter out = new ByteWriter();
        accumulator.write(out);
        return out.toByteArray();
    }

    /** An accumulator that saw nothing but these bytes. */
    Accumulator read(byte[] bytes) {
        Accumulator accumulator = measure().create();
        accumulator.mergeFrom(new ByteReader(bytes));
        return accumulator;
    }
}
