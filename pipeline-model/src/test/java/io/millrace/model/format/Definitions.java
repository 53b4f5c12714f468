package io.millrace.model.format;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Definitions for tests. */
final class Definitions {
    private Definitions() {}

    static FieldDefinition field(String name, FieldType type) {
        return new FieldDefinition(
                name,
                type,
                name,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static FieldDefinition field(String name, FieldType.Kind kind) {
        return field(name, FieldType.of(kind));
    }

    static FieldDefinition from(FieldDefinition field, String from) {
        return new FieldDefinition(
                field.name(),
                field.type(),
                from,
                field.optional(),
                field.format(),
                field.zone(),
                field.unit(),
                field.min(),
                field.max());
    }

    static FieldDefinition optional(FieldDefinition field) {
        return new FieldDefinition(
                field.name(),
                field.type(),
                field.from(),
                true,
                field.format(),
                field.zone(),
                field.unit(),
                field.min(),
                field.max());
    }

    static FieldDefinition format(FieldDefinition field, String format, String zone) {
        return new FieldDefinition(
                field.name(),
                field.type(),
                field.from(),
                field.optional(),
                Optional.of(format),
                zone.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(zone)),
                field.unit(),
                field.min(),
                field.max());
    }

    static FieldDefinition within(FieldDefinition field, String min, String max) {
        return new FieldDefinition(
                field.name(),
                field.type(),
                field.from(),
                field.optional(),
                field.format(),
                field.zone(),
                field.unit(),
                min.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(min)),
                max.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(max)));
    }

    /** Events without a time field. */
    static EventDefinition events(FieldDefinition... fields) {
        return new EventDefinition(
                List.of(fields),
                Optional.empty(),
                List.of(),
                Duration.ofHours(1),
                EventDefinition.UnknownFields.IGNORE);
    }

    static EventDefinition rejectingUnknown(EventDefinition event) {
        return new EventDefinition(
                event.fields(), event.time(), event.id(), event.maxAhead(), EventDefinition.UnknownFields.REJECT);
    }

    static EventDefinition timedBy(EventDefinition event, String time) {
        return new EventDefinition(
                event.fields(), Optional.of(time), event.id(), event.maxAhead(), event.unknownFields());
    }

    /** The example of the design: readings of optical network units. */
    static EventDefinition gpon() {
        FieldDefinition time =
                format(field("recorded_at", FieldType.Kind.TIMESTAMP), "dd/MM/yyyy HH:mm:ss", "Asia/Shanghai");
        EventDefinition event = events(
                from(field("province", FieldType.Kind.STRING), "PROVINCECODE"),
                from(field("device", FieldType.Kind.STRING), "DEVICEID"),
                from(field("onu", FieldType.Kind.STRING), "ONUID"),
                from(time, "TIME"),
                within(from(field("speed_in", FieldType.Kind.LONG), "SPEEDIN"), "0", ""),
                within(from(field("speed_out", FieldType.Kind.LONG), "SPEEDOUT"), "0", ""));
        return new EventDefinition(
                event.fields(),
                Optional.of("recorded_at"),
                List.of("onu", "recorded_at"),
                event.maxAhead(),
                event.unknownFields());
    }

    static PipelineDefinition pipeline(EventDefinition event) {
        return new PipelineDefinition(
                "gpon",
                event,
                Duration.ofDays(1),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)),
                List.of());
    }

    static EventSchema schema(EventDefinition event) {
        return EventSchema.of("acme", "gpon", event);
    }
}
