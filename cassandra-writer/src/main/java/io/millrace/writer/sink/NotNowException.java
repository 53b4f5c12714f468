package io.millrace.writer.sink;

/** Rows can't be written now, and may be later; they are held. */
public final class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotNowException(String message) {
        super(message);
    }

    public NotNowException(String message, Throwable cause) {
        super(message, cause);
    }
}
