package io.millrace.query.read;

/** More is asked for at once than the service reads or holds for one answer. Has no stack trace: it is an answer to the sender. */
public final class TooMuchAskedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooMuchAskedException(String message) {
        super(message, null, false, false);
    }
}
