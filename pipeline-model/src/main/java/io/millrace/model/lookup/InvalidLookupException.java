package io.millrace.model.lookup;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** A body that is no lookup. */
public final class InvalidLookupException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;
    private final long count;

    InvalidLookupException(List<DefinitionProblem> problems, long count) {
        super(count + " problems, such as " + problems);
        this.problems = List.copyOf(problems);
        this.count = count;
    }

    /** The first {@link LookupReader#MAX_PROBLEMS}; paths are such as {@code line 7, region}. */
    public List<DefinitionProblem> problems() {
        return problems;
    }

    /** How many there are. */
    public long count() {
        return count;
    }
}
