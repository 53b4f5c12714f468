package io.millrace.batch.command;

import io.millrace.batch.run.RefusedException;

/** What to say of what nobody foresaw. */
final class Failures {
    private Failures() {}

    /** The innermost cause: what is around it are Spark's and the driver's layers. */
    static String text(Throwable failure) {
        if (failure instanceof RefusedException || failure instanceof InterruptedException) {
            return failure instanceof InterruptedException ? "stopped" : String.valueOf(failure.getMessage());
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    static RefusedException refused(RuntimeException failure) {
        return new RefusedException(
                "The run failed: " + text(failure),
                "Readers see nothing of it. See the log above for what is around it; once that is mended, run the same"
                        + " again, which cleans up what this one left.",
                failure);
    }
}
