package io.millrace.model.measure;

import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.EventSchema;

/** From a measure's definition to the measure. */
public final class Measures {
    private Measures() {}

    /**
     * Binds a measure to the fields of its events.
     *
     * @throws IllegalArgumentException if the schema lacks the field, its type can't be measured so, or the measure is not supported yet; a
     *     definition that says so is refused when it is put
     */
    public static Measure bind(MeasureDefinition definition, EventSchema schema) {
        if (definition.where().isPresent()) {
            throw new IllegalArgumentException(definition.name() + ": where is not supported yet");
        }
        return switch (definition.type()) {
            case COUNT -> new CountMeasure(definition);
            case SUM, AVG -> {
                int field = fieldOf(definition, schema);
                FieldType type = schema.field(field).type();
                if (!type.isNumeric()) {
                    throw notOf(definition, type);
                }
                yield new TotalMeasure(definition, field, type, definition.type() == MeasureDefinition.Type.AVG);
            }
            case MIN, MAX -> {
                int field = fieldOf(definition, schema);
                FieldType type = schema.field(field).type();
                if (!type.isNumeric()
                        && type.kind() != FieldType.Kind.TIMESTAMP
                        && type.kind() != FieldType.Kind.DATE) {
                    throw notOf(definition, type);
                }
                yield new ExtremeMeasure(definition, field, type, definition.type() == MeasureDefinition.Type.MAX);
            }
            case VARIANCE, STDDEV -> {
                int field = fieldOf(definition, schema);
                FieldType type = schema.field(field).type();
                if (!type.isNumeric()) {
                    throw notOf(definition, type);
                }
                yield new VarianceMeasure(definition, field, type, definition.type() == MeasureDefinition.Type.STDDEV);
            }
            case FIRST, LAST -> {
                int field = fieldOf(definition, schema);
                yield new FirstLastMeasure(
                        definition,
                        field,
                        schema.field(field).type(),
                        definition.type() == MeasureDefinition.Type.LAST);
            }
            case QUANTILE, DISTINCT ->
                throw new IllegalArgumentException(
                        definition.name() + ": " + definition.type() + " is not supported yet");
        };
    }

    private static int fieldOf(MeasureDefinition definition, EventSchema schema) {
        String field = definition
                .field()
                .orElseThrow(() -> new IllegalArgumentException(definition.name() + ": no field to measure"));
        int index = schema.indexOf(field);
        if (index < 0) {
            throw new IllegalArgumentException(definition.name() + ": no field " + field);
        }
        return index;
    }

    private static IllegalArgumentException notOf(MeasureDefinition definition, FieldType type) {
        return new IllegalArgumentException(
                definition.name() + ": no " + definition.type() + " of a field of type " + type);
    }
}
