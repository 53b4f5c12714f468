package io.millrace.model.definition;

import io.millrace.model.expression.ExpressionProblem;
import io.millrace.model.expression.ExpressionScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads derived fields and conditions, whose expressions must be right. */
final class ExpressionReader {
    /** Each is evaluated for each event. */
    static final int MAX_DERIVED = 200;

    static final int MAX_CONDITIONS = 1_000;

    private static final FieldType BOOLEAN = FieldType.of(FieldType.Kind.BOOLEAN);

    private final Columns columns;
    private final Set<String> conditions = new HashSet<>();

    ExpressionReader(Columns columns) {
        this.columns = columns;
    }

    /** Derived fields, which are columns from then on. */
    List<PipelineDefinition.DeriveDefinition> derive(Section root) {
        List<Section> sections = root.sections("derive", Shape.DERIVE);
        if (sections.size() > MAX_DERIVED) {
            root.problem("derive", "has " + sections.size() + " fields", "at most " + MAX_DERIVED + " can be derived");
            columns.giveUp();
            return List.of();
        }
        List<String> names = sections.stream()
                .map(section -> section.node("name")
                        .filter(DocumentNode.Scalar.class::isInstance)
                        .map(node -> ((DocumentNode.Scalar) node).text())
                        .orElse(""))
                .toList();
        List<PipelineDefinition.DeriveDefinition> derived = new ArrayList<>();
        for (int index = 0; index < sections.size(); index++) {
            field(sections.get(index), names.subList(index, names.size())).ifPresent(derived::add);
        }
        return derived;
    }

    /**
     * @param later names of this and all later ones
     */
    private Optional<PipelineDefinition.DeriveDefinition> field(Section section, Collection<String> later) {
        section.require("name");
        section.require("type");
        section.require("expr");
        Optional<String> name = section.name("name");
        Optional<FieldType> type = TypeText.read(section, "type").filter(known -> isDerivable(section, known));
        Optional<String> expr = section.text("expr");
        expr.ifPresent(text -> type.ifPresent(known -> check(section, "expr", text, known, later)));
        if (name.isEmpty()) {
            columns.giveUp();
            return Optional.empty();
        }
        if (!columns.add(name.get(), type, true)) {
            section.problem("name", "another field is called " + name.get(), "give each field a name of its own");
        }
        return expr.flatMap(
                text -> type.map(known -> new PipelineDefinition.DeriveDefinition(name.get(), known, text)));
    }

    private static boolean isDerivable(Section section, FieldType type) {
        boolean derivable =
                switch (type.kind()) {
                    case INT, LONG, DOUBLE, STRING, BOOLEAN, TIMESTAMP -> true;
                    case DECIMAL, DATE, UUID -> false;
                };
        if (!derivable) {
            section.problem("type", "no expression gives a " + type, "long, int, double, string, boolean or timestamp");
        }
        return derivable;
    }

    /** A condition on columns, right or not; empty if there is none. */
    Optional<String> condition(Section section, String key) {
        Optional<String> condition = section.text(key);
        condition.filter(conditions::add).ifPresent(text -> {
            if (conditions.size() <= MAX_CONDITIONS) {
                check(section, key, text, BOOLEAN, List.of());
            } else {
                section.problem(
                        key,
                        "is one condition too many",
                        "at most " + MAX_CONDITIONS + " different ones; derive a boolean field where some are alike");
            }
        });
        return condition;
    }

    private void check(Section section, String key, String text, FieldType result, Collection<String> later) {
        if (!columns.isComplete()) {
            return;
        }
        for (ExpressionProblem problem : new ExpressionScope(columns.all()).check(text, result, later)) {
            section.problem(key, problem.message(), problem.hint());
        }
    }
}
