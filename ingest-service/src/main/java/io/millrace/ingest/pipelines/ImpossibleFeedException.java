package io.millrace.ingest.pipelines;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** A generation can't be fed so. */
public final class ImpossibleFeedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<DefinitionProblem> problems;

    /** Why. */
    public enum Reason {
        /** The pipeline has no such windows, rollup or version. */
        UNKNOWN,
        /** The same generation is fed already, otherwise. */
        OTHERWISE
    }

    ImpossibleFeedException(Reason reason, DefinitionProblem problem) {
        this(reason, List.of(problem));
    }

    ImpossibleFeedException(Reason reason, List<DefinitionProblem> problems) {
        super("the generation can't be fed so");
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    public Reason reason() {
        return reason;
    }

    public List<DefinitionProblem> problems() {
        return problems;
    }
}
