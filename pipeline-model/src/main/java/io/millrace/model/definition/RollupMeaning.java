package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.DeriveDefinition;
import io.millrace.model.expression.References;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that the numbers of a rollup depend on: equal meaning, equal numbers of equal events.
 *
 * @param where which events count
 * @param derived the derived fields that it uses, also through the filter and through other derived fields, by name
 */
record RollupMeaning(RollupDefinition rollup, Optional<String> where, Map<String, DeriveDefinition> derived) {
    RollupMeaning {
        derived = Map.copyOf(derived);
    }

    static RollupMeaning of(PipelineDefinition definition, RollupDefinition rollup) {
        Map<String, DeriveDefinition> derivable = new HashMap<>();
        definition.derive().forEach(field -> derivable.put(field.name(), field));
        Map<String, DeriveDefinition> used = new HashMap<>();
        if (!derivable.isEmpty()) {
            Deque<String> names = new ArrayDeque<>(rollup.dimensions());
            for (MeasureDefinition measure : rollup.measures()) {
                measure.field().ifPresent(names::add);
                measure.where().ifPresent(where -> names.addAll(References.in(where)));
            }
            definition.where().ifPresent(where -> names.addAll(References.in(where)));
            while (!names.isEmpty()) {
                DeriveDefinition field = derivable.get(names.remove());
                if (field != null && used.put(field.name(), field) == null) {
                    names.addAll(References.in(field.expr()));
                }
            }
        }
        return new RollupMeaning(rollup, definition.where(), used);
    }
}
