package io.millrace.query.request;

import io.millrace.kafka.definitions.ActiveRollup;
import java.util.List;

/**
 * What is asked of one generation of a rollup, which has dimensions and measures of its own.
 *
 * @param measures indexes in the generation's definition, in the order asked for
 * @param groups what of its groups is told apart
 */
public record AskedGeneration(
        ActiveRollup rollup, DimensionFilter filter, List<Integer> measures, GroupProjection groups) {
    public AskedGeneration {
        measures = List.copyOf(measures);
    }
}
