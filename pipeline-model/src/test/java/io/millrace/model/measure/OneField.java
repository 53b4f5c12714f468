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
import java.util.UUID;

/** Events of one optional field, {@code value}, and what a measure of it comes to. A decimal is given by its unscaled value. */
record OneField(EventSchema schema, MeasureDefinition.Type measureType) {
    static OneField of(FieldType type, MeasureDefinition.Type measureType) {
        FieldDefinition field = new FieldDefinition(
                "value",
                type,
                "value",
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        EventDefinition event = new EventDefinition(
                List.of(field), Optional.empty(), List.of(), Duration.ofHours(1), EventDefinition.UnknownFields.IGNORE);
        return new OneField(EventSchema.of("acme", "one-field", event), measureType);
    }

    static OneField of(FieldType.Kind kind, MeasureDefinition.Type measureType) {
        return of(FieldType.of(kind), measureType);
    }

    Measure measure() {
        Optional<String> field = measureType == MeasureDefinition.Type.COUNT ? Optional.empty() : Optional.of("value");
        return Measures.bind(MeasureDefinition.of("measured", measureType, field), schema);
    }

    /** A value of an event of this time and id. */
    record Stamped(Object value, long time, EventId id) {}

    Event event(Object value) {
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
