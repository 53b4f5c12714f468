package io.millrace.model.measure;

import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.event.EventSchema;

/** From a measure's definition to the measure. */
public final class Measures {
    private Measures() {}

    /** Binds a measure to the fields of its events. */
    public static Measure bind(MeasureDefinition definition, EventSchema schema) {
        if (definition.type() != MeasureDefinition.Type.COUNT || schema.size() == 0) {
            throw new IllegalArgumentException("not supported yet: " + definition.type());
        }
        return new CountMeasure(definition);
    }
}
