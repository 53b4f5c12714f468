package io.millrace.model.definition;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two versions of a definition mean the same. */
public final class SameMeaning {
    private SameMeaning() {}

    /**
     * Whether they make the same of every event before it is counted, and fail for the same ones: then it is evaluated once for both.
     *
     * <p>Lookups, derived fields, filter and conditions are the same, and so is the type of each field that both have: what expressions refer to is then in both, and
     * the same.
     */
    public static boolean ofEvents(PipelineDefinition one, PipelineDefinition other) {
        return one.enrich().equals(other.enrich())
                && one.derive().equals(other.derive())
                && one.where().equals(other.where())
                && conditions(one).equals(conditions(other))
                && one.event().time().equals(other.event().time())
                && one.event().fields().stream().allMatch(field -> isAlike(field, other.event()));
    }

    /** Whether a rollup of both comes to the same numbers of the same events. */
    public static boolean ofRollup(PipelineDefinition one, PipelineDefinition other, String rollup) {
        return meaning(one, rollup).equals(meaning(other, rollup));
    }

    private static Optional<RollupMeaning> meaning(PipelineDefinition definition, String rollup) {
        return definition.rollup(rollup).map(found -> RollupMeaning.of(definition, found));
    }

    private static boolean isAlike(FieldDefinition field, EventDefinition other) {
        return other.field(field.name())
                .map(FieldDefinition::type)
                .map(field.type()::equals)
                .orElse(true);
    }

    private static Set<String> conditions(PipelineDefinition definition) {
        return definition.rollups().stream()
                .flatMap(rollup -> rollup.measures().stream())
                .map(MeasureDefinition::where)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
