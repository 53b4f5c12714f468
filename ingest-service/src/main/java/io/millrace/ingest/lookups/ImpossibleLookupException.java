package io.millrace.ingest.lookups;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** A lookup is right in itself but can't take the place of what is there, with every reason at once and the way out of each. */
public final class ImpossibleLookupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;

    ImpossibleLookupException(List<DefinitionProblem> problems) {
        super("the lookup can't be changed so");
        this.problems = List.copyOf(problems);
    }

    public List<DefinitionProblem> problems() {
        return problems;
    }
}
