package io.millrace.model.event;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The fields of a pipeline's events, by index, and the Avro schema that they travel in. The Avro record's full name tells tenant and
 * pipeline, so that no two pipelines share a schema id; its first three fields are the envelope, whose names a field can't have. The schema of
 * evaluated events has more fields behind those that travel.
 */
public final class EventSchema {
    public static final String EVENT_TIME = "_event_time";
    public static final String ACCEPTED_AT = "_accepted_at";
    public static final String DEFINITIONS_OFFSET = "_definitions_offset";

    private final List<FieldDefinition> fields;
    private final FieldType.Kind[] kinds;
    private final boolean[] optional;
    private final Map<String, Integer> indexes;
    private final int encodedSize;
    private final int timeIndex;
    private final Schema avro;

    private EventSchema(List<FieldDefinition> fields, int encodedSize, int timeIndex, Schema avro) {
        this.fields = List.copyOf(fields);
        this.encodedSize = encodedSize;
        this.timeIndex = timeIndex;
        this.avro = avro;
        kinds = new FieldType.Kind[fields.size()];
        optional = new boolean[fields.size()];
        indexes = new HashMap<>();
        for (int index = 0; index < fields.size(); index++) {
            kinds[index] = fields.get(index).type().kind();
            optional[index] = fields.get(index).optional();
            indexes.put(fields.get(index).name(), index);
        }
    }

    public static EventSchema of(String tenant, String pipeline, EventDefinition event) {
        List<String> names = event.fields().stream().map(FieldDefinition::name).toList();
        return new EventSchema(
                event.fields(),
                names.size(),
                event.time().map(names::indexOf).orElse(-1),
                avroOf(tenant, pipeline, event.fields()));
    }

    /** These fields, then more, which do not travel but are computed when an event is evaluated. */
    public EventSchema withComputed(List<FieldDefinition> computed) {
        List<FieldDefinition> all = new ArrayList<>(fields);
        all.addAll(computed);
        return new EventSchema(all, encodedSize, timeIndex, avro);
    }

    public int size() {
        return fields.size();
    }

    /** How many of the fields travel, from the first. */
    public int encodedSize() {
        return encodedSize;
    }

    public List<FieldDefinition> fields() {
        return fields;
    }

    public FieldDefinition field(int index) {
        return fields.get(index);
    }

    public FieldType.Kind kind(int index) {
        return kinds[index];
    }

    public boolean isOptional(int index) {
        return optional[index];
    }

    /** Index of a field, or -1. */
    public int indexOf(String field) {
        return indexes.getOrDefault(field, -1);
    }

    /** Index of the field that is the event time, or -1 if that is the time of acceptance. */
    public int timeIndex() {
        return timeIndex;
    }

    public Schema avro() {
        return avro;
    }

    /**
     * The same with another Avro schema, where pipelines that had the name were purged: so that the id of an event's schema says which of them it is of.
     *
     * @param purges how many; with none it is the same
     */
    public EventSchema after(int purges) {
        if (purges == 0) {
            return this;
        }
        List<Schema.Field> avroFields = avro.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        String doc = "Pipelines of this name that were purged before: " + purges + ".";
        Schema marked = Schema.createRecord(avro.getName(), doc, avro.getNamespace(), false, avroFields);
        return new EventSchema(fields, encodedSize, timeIndex, marked);
    }

    private static Schema avroOf(String tenant, String pipeline, List<FieldDefinition> fields) {
        List<Schema.Field> avroFields = new ArrayList<>();
        avroFields.add(new Schema.Field(EVENT_TIME, timestamp(), "When it happened."));
        avroFields.add(new Schema.Field(ACCEPTED_AT, timestamp(), "When it was accepted."));
        avroFields.add(new Schema.Field(
                DEFINITIONS_OFFSET,
                Schema.create(Schema.Type.LONG),
                "Offset in the definitions topic it was accepted under."));
        for (FieldDefinition field : fields) {
            Schema type = avroOf(field.type());
            Schema.Field avroField = field.optional()
                    ? new Schema.Field(
                            field.name(),
                            Schema.createUnion(Schema.create(Schema.Type.NULL), type),
                            field.unit().orElse(null),
                            Schema.Field.NULL_DEFAULT_VALUE)
                    : new Schema.Field(field.name(), type, field.unit().orElse(null));
            avroFields.add(avroField);
        }
        // A name has no underscore and Avro knows no hyphen, so this maps each name to one of its own.
        String namespace = "millrace." + tenant.replace('-', '_');
        return Schema.createRecord(pipeline.replace('-', '_'), null, namespace, false, avroFields);
    }

    /** The pipeline whose events have this Avro schema. */
    public static String pipelineOf(Schema avro) {
        return avro.getName().replace('_', '-');
    }

    private static Schema timestamp() {
        return annotate(Schema.create(Schema.Type.LONG), LogicalTypes.timestampMillis());
    }

    private static Schema annotate(Schema schema, LogicalType logicalType) {
        return logicalType.addToSchema(schema);
    }

    private static Schema avroOf(FieldType type) {
        return switch (type.kind()) {
            case STRING -> Schema.create(Schema.Type.STRING);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case INT -> Schema.create(Schema.Type.INT);
            case LONG -> Schema.create(Schema.Type.LONG);
            case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
            case DECIMAL ->
                annotate(Schema.create(Schema.Type.BYTES), LogicalTypes.decimal(type.precision(), type.scale()));
            case TIMESTAMP -> timestamp();
            case DATE -> annotate(Schema.create(Schema.Type.INT), LogicalTypes.date());
            case UUID -> annotate(Schema.create(Schema.Type.STRING), LogicalTypes.uuid());
        };
    }
}
