package io.millrace.writer.sink;

/** Rows can't be written until somebody changes something outside this process. */
public final class SinkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SinkFailedException(Throwable cause) {
        super("rows can't be written: " + cause.getMessage(), cause);
    }
}
