package io.millrace.embedded;

/** A server answers, but does not let us in, or is not whom we trust. The message says why, without a full stop. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
        super(why);
    }

    /** For the innermost reason of a failure. */
    static RefusedException of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new RefusedException(String.valueOf(cause.getMessage()));
    }
}
