package io.millrace.ingest.pipelines;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** A running pipeline can't be changed so, with every reason at once and the way out of each. */
public final class ImpossibleChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;

    ImpossibleChangeException(List<DefinitionProblem> problems) {
        super("the running pipeline can't be changed so");
        this.problems = List.copyOf(problems);
    }

    public List<DefinitionProblem> problems() {
        return problems;
    }
}
