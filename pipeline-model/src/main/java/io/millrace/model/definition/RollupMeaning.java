package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.DeriveDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that the numbers of a rollup depend on: equal meaning, equal numbers of equal events.
 *
 * @param where which events count
 * @param enriched the fields from lookups that it uses, likewise, by name
 * @param derived the derived fields that it uses, also through the filter and through other derived fields, by name
 */
record RollupMeaning(
        RollupDefinition rollup,
        Optional<String> where,
        Map<String, Enriched> enriched,
        Map<String, DeriveDefinition> derived) {
    RollupMeaning {
        enriched = Map.copyOf(enriched);
        derived = Map.copyOf(derived);
    }

    /** A field and where it comes from. */
    record Enriched(String lookup, String on, AddedField field) {}

    static RollupMeaning of(PipelineDefinition definition, RollupDefinition rollup) {
        Map<String, DeriveDefinition> derivable = new HashMap<>();
        definition.derive().forEach(field -> derivable.put(field.name(), field));
        Map<String, Enriched> enrichable = new HashMap<>();
        definition.enrich().forEach(enrich -> enrich.add()
                .forEach(field -> enrichable.put(field.name(), new Enriched(enrich.lookup(), enrich.on(), field))));
        Map<String, DeriveDefinition> used = new HashMap<>();
        Map<String, Enriched> looked = new HashMap<>();
        for (String name : UsedFields.of(definition, rollup)) {
            Optional.ofNullable(enrichable.get(name)).ifPresent(field -> looked.put(name, field));
            Optional.ofNullable(derivable.get(name)).ifPresent(field -> used.put(name, field));
        }
        return new RollupMeaning(rollup, definition.where(), looked, used);
    }
}
