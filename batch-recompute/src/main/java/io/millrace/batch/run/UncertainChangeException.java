package io.millrace.batch.run;

/** Whether a timeline was changed can't be said. It can be read, and then it is known: a change that was not made until then is never made. */
public final class UncertainChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UncertainChangeException(Throwable cause) {
        super(cause);
    }
}
