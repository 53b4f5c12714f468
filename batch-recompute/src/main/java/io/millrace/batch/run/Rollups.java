package io.millrace.batch.run;

import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import java.util.List;

/** The rollups that a request is about. */
public final class Rollups {
    private Rollups() {}

    /** Those that are named, or all of the current definition. */
    public static List<String> asked(Facts facts, Request request) {
        if (request.rollups().isEmpty()) {
            return facts.pipeline().definition().rollups().stream()
                    .map(RollupDefinition::name)
                    .toList();
        }
        request.rollups().forEach(facts::plan);
        return request.rollups().stream().distinct().toList();
    }

    /**
     * Those that a generation can be published of.
     *
     * @throws RefusedException if one is named that is of sessions, or there is none
     */
    public static List<String> windowed(Facts facts, Request request) {
        List<String> asked = asked(facts, request);
        List<String> windowed =
                asked.stream().filter(rollup -> !isOfSessions(facts, rollup)).toList();
        boolean named = !request.rollups().isEmpty();
        if (windowed.isEmpty() || (named && windowed.size() < asked.size())) {
            throw new RefusedException(
                    asked.isEmpty()
                            ? "Pipeline " + facts.name() + " has no rollups."
                            : "Rollup "
                                    + String.join(
                                            ", ",
                                            asked.stream()
                                                    .filter(rollup -> !windowed.contains(rollup))
                                                    .toList())
                                    + " is of sessions, which can't be recomputed: one that goes on over the end of the"
                                    + " interval would be of two generations.",
                    "Name other rollups with --rollup. Sessions can be reconciled.");
        }
        return windowed;
    }

    static boolean isOfSessions(Facts facts, String rollup) {
        return facts.pipeline()
                .definition()
                .rollup(rollup)
                .filter(definition -> definition.window() instanceof WindowDefinition.Session)
                .isPresent();
    }
}
