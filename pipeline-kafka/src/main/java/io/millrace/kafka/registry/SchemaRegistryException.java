package io.millrace.kafka.registry;

/** The registry refused, or could not be asked. */
public final class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final boolean conflict;

    /**
     * @param status that it answered; 0 = an answer that can't be read
     */
    SchemaRegistryException(String message, int status) {
        super(message);
        this.retryable = status >= 500;
        this.conflict = status == 409;
    }

    SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
        this.retryable = true;
        this.conflict = false;
    }

    /** Whether what was asked clashes with what is there. */
    boolean isConflict() {
        return conflict;
    }

    /** Whether the same call may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }
}
