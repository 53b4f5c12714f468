package io.millrace.model.evaluation;

import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.PipelineDefinition.DeriveDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.Condition;
import io.millrace.model.expression.Derivation;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.model.expression.ExpressionScope;
import io.millrace.model.lookup.Lookups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pipeline makes of an event before it counts it: fields from lookups, derived fields, whether it counts at all, and whether each condition of a measure
 * holds. An evaluated event has these as fields behind its own; whatever can fail has then been done. Immutable, thread-safe.
 */
public final class Evaluation {
    private final EventSchema schema;
    private final Enrichment[] enrichments;
    private final List<DerivedField> derivations;
    private final Optional<Condition> where;
    private final MeasureCondition[] conditions;

    /** A field that is derived, by its name. */
    private record DerivedField(String name, Derivation derivation) {}

    /**
     * @param field where the event keeps whether it holds
     */
    private record MeasureCondition(int field, Condition condition) {}

    private Evaluation(
            EventSchema schema,
            List<Enrichment> enrichments,
            List<DerivedField> derivations,
            Optional<Condition> where,
            List<MeasureCondition> conditions) {
        this.schema = schema;
        this.enrichments = enrichments.toArray(Enrichment[]::new);
        this.derivations = List.copyOf(derivations);
        this.where = where;
        this.conditions = conditions.toArray(MeasureCondition[]::new);
    }

    /**
     * @param encoded the schema that the events travel in
     * @param lookups the tenant's
     * @throws IllegalArgumentException if an expression is none; such a definition is refused when it is put
     */
    public static Evaluation of(PipelineDefinition definition, EventSchema encoded, Lookups lookups) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> places = new LinkedHashMap<>();
        definition.rollups().forEach(rollup -> rollup.measures()
                .forEach(measure -> measure.where().ifPresent(text -> {
                    String field = measure.conditionField().orElseThrow();
                    texts.putIfAbsent(field, text);
                    places.putIfAbsent(field, "where of " + rollup.name() + "." + measure.name());
                })));
        List<FieldDefinition> computed = new ArrayList<>();
        definition.enrich().forEach(enrich -> enrich.add().forEach(added -> computed.add(added.field())));
        definition.derive().forEach(derive -> computed.add(derive.field()));
        texts.keySet()
                .forEach(field -> computed.add(FieldDefinition.computed(field, FieldType.of(FieldType.Kind.BOOLEAN))));
        if (computed.isEmpty() && definition.where().isEmpty()) {
            return new Evaluation(encoded, List.of(), List.of(), Optional.empty(), List.of());
        }
        EventSchema schema = encoded.withComputed(computed);
        ExpressionScope scope = ExpressionScope.of(schema);
        List<Enrichment> enrichments = definition.enrich().stream()
                .map(enrich -> new Enrichment(enrich, schema, lookups.find(enrich.lookup())))
                .toList();
        List<DerivedField> derivations = new ArrayList<>();
        for (DeriveDefinition derive : definition.derive()) {
            derivations.add(new DerivedField(derive.name(), scope.derivation(derive.name(), derive.expr())));
        }
        List<MeasureCondition> conditions = new ArrayList<>();
        texts.forEach((field, text) -> conditions.add(
                new MeasureCondition(schema.indexOf(field), scope.condition(String.valueOf(places.get(field)), text))));
        return new Evaluation(
                schema,
                enrichments,
                derivations,
                definition.where().map(text -> scope.condition("where", text)),
                conditions);
    }

    /**
     * The same, of some of the fields: the others are not computed, so they can't fail.
     *
     * @param used with all that they are computed from
     */
    public Evaluation only(Set<String> used) {
        return new Evaluation(
                schema,
                List.of(enrichments).stream()
                        .filter(enrichment -> enrichment.addsAnyOf(used))
                        .toList(),
                derivations.stream()
                        .filter(field -> used.contains(field.name()))
                        .toList(),
                where,
                List.of(conditions).stream()
                        .filter(condition ->
                                used.contains(schema.field(condition.field()).name()))
                        .toList());
    }

    /** Of evaluated events: the fields that travel, then what is computed. */
    public EventSchema schema() {
        return schema;
    }

    /** The greatest offset in the topic of definitions of a version of a lookup that is used and known here; -1 if there is none. */
    public long lookupsOffset() {
        long greatest = -1;
        for (Enrichment enrichment : enrichments) {
            greatest = Math.max(greatest, enrichment.offset());
        }
        return greatest;
    }

    /** Hears of keys that a lookup does not have. */
    @FunctionalInterface
    public interface MissingKeys {
        MissingKeys IGNORED = lookup -> {};

        void missing(String lookup);
    }

    /**
     * Computes what an event of {@link #schema()} does not bring along.
     *
     * @return whether the event counts; if not, it is evaluated no further
     * @throws ExpressionFailedException if an expression has no result for this event
     */
    public boolean evaluate(Event event, MissingKeys missingKeys) {
        for (Enrichment enrichment : enrichments) {
            if (!enrichment.apply(event)) {
                missingKeys.missing(enrichment.lookup());
            }
        }
        for (DerivedField field : derivations) {
            field.derivation().apply(event);
        }
        if (where.isPresent() && !where.get().holds(event)) {
            return false;
        }
        for (MeasureCondition condition : conditions) {
            event.setLong(condition.field(), condition.condition().holds(event) ? 1 : 0);
        }
        return true;
    }
}
