package io.millrace.batch.run;

/** A run can't be done, or not now. The message says why; the cure, what to do. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    public RefusedException(String message, String cure) {
        super(message);
        this.cure = cure;
    }

    public RefusedException(String message, String cure, Throwable cause) {
        super(message, cause);
        this.cure = cure;
    }

    public String cure() {
        return cure;
    }
}
