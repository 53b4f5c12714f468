package io.millrace.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A service answered with a problem. */
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient JsonNode body;

    ProblemException(Problem problem, JsonNode body) {
        super(problem.title() + ": " + problem.detail());
        this.problem = problem;
        this.body = body;
    }

    public Problem problem() {
        return problem;
    }

    /** The whole answer, which may say more than the problem does. */
    public JsonNode body() {
        return body;
    }
}
