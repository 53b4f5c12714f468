package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.DeriveDefinition;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import io.millrace.model.definition.PipelineDefinition.TableDefinition;
import io.millrace.model.expression.References;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The fields of evaluated events that something needs, also through the filter and through other fields. */
public final class UsedFields {
    private final Map<String, String> derived = new HashMap<>();
    private final Map<String, String> enriched = new HashMap<>();
    private final Set<String> used = new LinkedHashSet<>();

    private UsedFields(PipelineDefinition definition) {
        for (DeriveDefinition field : definition.derive()) {
            derived.put(field.name(), field.expr());
        }
        for (EnrichDefinition enrich : definition.enrich()) {
            for (AddedField added : enrich.add()) {
                enriched.put(added.name(), enrich.on());
            }
        }
    }

    /** What a rollup groups by and measures; the fields that keep whether the conditions of its measures hold are among them. */
    public static Set<String> of(PipelineDefinition definition, RollupDefinition rollup) {
        Deque<String> names = new ArrayDeque<>(rollup.dimensions());
        Set<String> conditions = new LinkedHashSet<>();
        for (MeasureDefinition measure : rollup.measures()) {
            measure.field().ifPresent(names::add);
            measure.where().ifPresent(where -> names.addAll(References.in(where)));
            measure.conditionField().ifPresent(conditions::add);
        }
        UsedFields fields = new UsedFields(definition);
        fields.follow(definition, names);
        fields.used.addAll(conditions);
        return fields.used;
    }

    /** What the rows of a typed table are made of. */
    public static Set<String> of(PipelineDefinition definition, TableDefinition table) {
        Deque<String> names = new ArrayDeque<>(table.key());
        names.addAll(table.columns());
        UsedFields fields = new UsedFields(definition);
        fields.follow(definition, names);
        return fields.used;
    }

    private void follow(PipelineDefinition definition, Deque<String> names) {
        definition.where().ifPresent(where -> names.addAll(References.in(where)));
        while (!names.isEmpty()) {
            String name = names.remove();
            if (used.add(name)) {
                Collection<String> further =
                        derived.containsKey(name) ? References.in(derived.get(name)) : Set.<String>of();
                names.addAll(further);
                String on = enriched.get(name);
                if (on != null) {
                    names.add(on);
                }
            }
        }
    }
}
