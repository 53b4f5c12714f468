package io.millrace.model.measure;

import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.EventSchema;
import java.math.BigDecimal;
import java.util.OptionalDouble;

/** From a measure's definition to the measure. */
public final class Measures {
    private Measures() {}

    /**
     * Binds a measure to the fields of its events. Whether its condition holds for an event is a field too.
     *
     * @throws IllegalArgumentException if the schema lacks a field, its type can't be measured so, or an option is missing; a definition
     *     that says so is refused when it is put
     */
    public static Measure bind(MeasureDefinition definition, EventSchema schema) {
        Measure measure = unconditional(definition, schema);
        if (definition.where().isEmpty()) {
            return measure;
        }
        int condition = schema.indexOf(definition.conditionField().orElseThrow());
        if (condition < 0) {
            throw new IllegalArgumentException(definition.name() + ": its condition is not evaluated");
        }
        return new ConditionalMeasure(measure, condition);
    }

    private static Measure unconditional(MeasureDefinition definition, EventSchema schema) {
        if (definition.type() == MeasureDefinition.Type.COUNT) {
            return new CountMeasure(definition);
        }
        int field = fieldOf(definition, schema);
        FieldType type = schema.field(field).type();
        if (!definition.type().takes(type)) {
            throw new IllegalArgumentException(
                    definition.name() + ": no " + definition.type() + " of a field of type " + type);
        }
        return switch (definition.type()) {
            case COUNT -> throw new IllegalStateException("bound already");
            case SUM -> new TotalMeasure(definition, field, type, false);
            case AVG -> new TotalMeasure(definition, field, type, true);
            case MIN -> new ExtremeMeasure(definition, field, type, false);
            case MAX -> new ExtremeMeasure(definition, field, type, true);
            case VARIANCE -> new VarianceMeasure(definition, field, type, false);
            case STDDEV -> new VarianceMeasure(definition, field, type, true);
            case FIRST -> new FirstLastMeasure(definition, field, type, false);
            case LAST -> new FirstLastMeasure(definition, field, type, true);
            case QUANTILE ->
                new QuantileMeasure(
                        definition,
                        field,
                        type,
                        BigDecimal.valueOf(option(definition, "q", definition.q())),
                        new LogarithmicBuckets(option(definition, "accuracy", definition.accuracy())),
                        QuantileMeasure.BUCKET_LIMIT);
            case DISTINCT ->
                new DistinctMeasure(
                        definition,
                        field,
                        type,
                        definition.precision().orElseThrow(() -> lacking(definition, "precision")));
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

    private static double option(MeasureDefinition definition, String name, OptionalDouble value) {
        return value.orElseThrow(() -> lacking(definition, name));
    }

    private static IllegalArgumentException lacking(MeasureDefinition definition, String option) {
        return new IllegalArgumentException(definition.name() + ": no " + option);
    }
}
