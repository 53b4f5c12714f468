package io.millrace.query.answer;

/** What is asked for does not exist. */
public final class NoSuchRollupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoSuchRollupException(String message) {
        super(message);
    }
}
