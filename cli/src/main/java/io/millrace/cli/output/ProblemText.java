package io.millrace.cli.output;

import io.millrace.cli.api.Problem;

/** A problem as a person reads it in a terminal: what, where, what to do, whether a retry helps. */
public final class ProblemText {
    private ProblemText() {}

    public static String of(Problem problem) {
        StringBuilder text = new StringBuilder(problem.title());
        if (!problem.detail().isEmpty()) {
            text.append(": ").append(problem.detail());
        }
        for (Problem.Item item : problem.errors()) {
            text.append("\n  ").append(item.path().isEmpty() ? "(document)" : item.path());
            text.append(": ").append(item.message());
            if (!item.hint().isEmpty()) {
                text.append("\n      ").append(item.hint());
            }
        }
        if (problem.retryable()) {
            text.append(problem.retryAfter()
                    .map(pause -> "\n(the same may succeed in " + pause.toSeconds() + " s)")
                    .orElse("\n(the same may succeed later)"));
        }
        return text.toString();
    }
}
