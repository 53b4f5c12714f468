package io.millrace.model.definition;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that can't be used, with every problem at once. */
public final class InvalidDefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;

    public InvalidDefinitionException(List<DefinitionProblem> problems) {
        super(problems.stream()
                .map(problem -> problem.path() + ": " + problem.message() + " (" + problem.hint() + ")")
                .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<DefinitionProblem> problems() {
        return problems;
    }
}
