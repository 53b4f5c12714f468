package io.millrace.query.request;

import java.util.List;
import java.util.stream.Collectors;

/** A request that can't be answered as it is, with everything that is wrong at once. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<RequestProblem> problems;

    public InvalidRequestException(List<RequestProblem> problems) {
        super(problems.stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<RequestProblem> problems() {
        return problems;
    }
}
