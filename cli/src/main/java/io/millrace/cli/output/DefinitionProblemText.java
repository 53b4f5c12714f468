package io.millrace.cli.output;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** Everything that is wrong with a definition, as a person reads it in a terminal: where, what, what would be right. */
public final class DefinitionProblemText {
    private DefinitionProblemText() {}

    /**
     * @param file the definition's
     */
    public static String of(String file, List<DefinitionProblem> problems) {
        StringBuilder text = new StringBuilder(file + " can't be used, for " + problems.size() + " reason(s):\n");
        for (DefinitionProblem problem : problems) {
            text.append("  ")
                    .append(problem.path().isEmpty() ? "(document)" : problem.path())
                    .append(": ")
                    .append(problem.message())
                    .append("\n      ")
                    .append(problem.hint())
                    .append('\n');
        }
        return text.toString();
    }
}
