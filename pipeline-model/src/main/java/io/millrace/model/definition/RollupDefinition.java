package io.millrace.model.definition;

import java.util.List;
import java.util.OptionalInt;

/**
 * Measures per dimensions per window.
 *
 * @param maxGroups groups kept apart in a window; the rest is counted in the group {@code _other}
 */
public record RollupDefinition(
        String name,
        List<String> dimensions,
        WindowDefinition window,
        OptionalInt maxGroups,
        List<MeasureDefinition> measures) {
    public RollupDefinition {
        dimensions = List.copyOf(dimensions);
        measures = List.copyOf(measures);
    }
}
