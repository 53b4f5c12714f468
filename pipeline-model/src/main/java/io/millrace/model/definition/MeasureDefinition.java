package io.millrace.model.definition;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A value aggregated.
 *
 * @param field what it aggregates; empty for {@code count}
 * @param where CEL; only events for which it holds are aggregated
 * @param q which quantile, between 0 and 1; of type {@code quantile} only
 * @param accuracy relative error, 0.001 to 0.1; of type {@code quantile} only
 * @param precision 4 to 18, for 2^precision registers; of type {@code distinct} only
 */
public record MeasureDefinition(
        String name,
        Type type,
        Optional<String> field,
        Optional<String> where,
        OptionalDouble q,
        OptionalDouble accuracy,
        OptionalInt precision) {
    public enum Type {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        STDDEV,
        VARIANCE,
        FIRST,
        LAST,
        QUANTILE,
        DISTINCT;

        /** Whether fields of a type can be measured so. */
        public boolean takes(FieldType field) {
            boolean temporal = field.kind() == FieldType.Kind.TIMESTAMP || field.kind() == FieldType.Kind.DATE;
            return switch (this) {
                case COUNT -> false;
                case SUM, AVG, STDDEV, VARIANCE, QUANTILE -> field.isNumeric();
                case MIN, MAX -> field.isNumeric() || temporal;
                case FIRST, LAST, DISTINCT -> true;
            };
        }
    }

    /** The field of evaluated events that says whether {@link #where} holds; measures with one condition share it. No name of a field is so. */
    public Optional<String> conditionField() {
        return where.map(condition -> "where " + condition);
    }

    /** A measure with no options. */
    public static MeasureDefinition of(String name, Type type, Optional<String> field) {
        return new MeasureDefinition(
                name,
                type,
                field,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty());
    }
}
