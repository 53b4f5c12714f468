package io.millrace.model.format;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.event.Event;
import org.jspecify.annotations.Nullable;

/** Doubles: the nearest one to the text; finite. */
final class DoubleParser extends NumericParser {
    // The bounds are rounded as values are, so that a value written like its bound is within it.
    private final double least;
    private final double greatest;

    DoubleParser(int index, FieldDefinition field) {
        super(index, field);
        least = field.min().map(min -> min.doubleValue()).orElse(-Double.MAX_VALUE);
        greatest = field.max().map(max -> max.doubleValue()).orElse(Double.MAX_VALUE);
    }

    @Override
    @Nullable
    RejectionCode set(Event event) {
        double value = number.toDouble();
        if (value < least || value > greatest || Double.isInfinite(value)) {
            return RejectionCode.OUT_OF_RANGE;
        }
        event.setDouble(index, value);
        return null;
    }
}
