package io.millrace.query.read;

/** Stored rows can't be read now; it may work later. */
public final class RowsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RowsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public RowsUnavailableException(String message) {
        super(message);
    }
}
