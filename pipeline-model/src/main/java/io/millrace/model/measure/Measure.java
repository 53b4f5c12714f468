package io.millrace.model.measure;

import io.millrace.model.definition.MeasureDefinition;

/** A measure of a rollup, bound to the fields of an event schema. */
public interface Measure {
    MeasureDefinition definition();

    default String name() {
        return definition().name();
    }

    /** An accumulator that has seen nothing. */
    Accumulator create();
}
