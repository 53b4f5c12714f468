package io.millrace.model.definition;

import io.millrace.model.expression.ExpressionField;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that dimensions, measures and tables may refer to: fields of the event, of lookups and derived ones. */
final class Columns {
    private final Problems problems;
    private final Map<String, ExpressionField> fields = new LinkedHashMap<>();
    private boolean complete = true;

    Columns(Problems problems) {
        this.problems = problems;
    }

    /**
     * @param type empty if it is not known here
     * @param nullable whether it may have no value
     * @return whether the name was free
     */
    boolean add(String name, Optional<FieldType> type, boolean nullable) {
        return fields.putIfAbsent(name, new ExpressionField(name, type, nullable)) == null;
    }

    /** As expressions see them, in the order in which they were added. */
    List<ExpressionField> all() {
        return List.copyOf(fields.values());
    }

    /** Whether these are all there are. */
    boolean isComplete() {
        return complete;
    }

    /** From here on nothing is missed: what there is could not be read. */
    void giveUp() {
        complete = false;
    }

    Optional<FieldType> type(String name) {
        return Optional.ofNullable(fields.get(name)).flatMap(ExpressionField::type);
    }

    /** Whether there is such a column; if not, that is noted. */
    boolean require(String name, String path) {
        if (fields.containsKey(name) || !complete) {
            return true;
        }
        problems.add(
                path,
                "no field " + Problems.quote(name),
                Suggestion.hint(name, fields.keySet(), "a name of event.fields: " + some()));
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
        return String.join(", ", fields.keySet().stream().sorted().limit(20).toList());
    }
}
