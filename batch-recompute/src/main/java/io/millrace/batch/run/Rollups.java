package io.millrace.batch.run;

import io.millrace.model.definition.RollupDefinition;
import java.util.List;

/** The rollups that a request is about. */
public final class Rollups {
    private Rollups() {}

    /**
     * Those that are named, or all of the current definition.
     *
     * @throws RefusedException if there is none
     */
    public static List<String> asked(Facts facts, Request request) {
        if (request.rollups().isEmpty()) {
            List<String> all = facts.pipeline().definition().rollups().stream()
                    .map(RollupDefinition::name)
                    .toList();
            if (all.isEmpty()) {
                throw new RefusedException(
                        "Pipeline " + facts.name() + " has no rollups.", "Add one to its definition first.");
            }
            return all;
        }
        request.rollups().forEach(facts::plan);
        return request.rollups().stream().distinct().toList();
    }
}
