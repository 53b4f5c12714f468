package io.millrace.model.definition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that dimensions, measures and tables may refer to: fields of the event, of lookups and derived ones. */
final class Columns {
    private final Problems problems;
    private final Map<String, Optional<FieldType>> types = new HashMap<>();
    private boolean complete = true;

    Columns(Problems problems) {
        this.problems = problems;
    }

    /**
     * @param type empty if it is not known here
     * @return whether the name was free
     */
    boolean add(String name, Optional<FieldType> type) {
        return types.putIfAbsent(name, type) == null;
    }

    /** From here on nothing is missed: what there is could not be read. */
    void giveUp() {
        complete = false;
    }

    Optional<FieldType> type(String name) {
        return types.getOrDefault(name, Optional.empty());
    }

    /** Whether there is such a column; if not, that is noted. */
    boolean require(String name, String path) {
        if (types.containsKey(name) || !complete) {
            return true;
        }
        problems.add(
                path,
                "no field " + Problems.quote(name),
                Suggestion.hint(name, types.keySet(), "a name of event.fields: " + some()));
        return false;
    }

    /** Notes references to no column, and to one column twice. */
    List<String> require(List<Section.Named> references) {
        Set<String> seen = new HashSet<>();
        for (Section.Named reference : references) {
            if (require(reference.name(), reference.path()) && !seen.add(reference.name())) {
                problems.add(
                        reference.path(), Problems.quote(reference.name()) + " stands here twice", "keep one of them");
            }
        }
        return references.stream().map(Section.Named::name).toList();
    }

    private String some() {
        return String.join(", ", types.keySet().stream().sorted().limit(20).toList());
    }
}
