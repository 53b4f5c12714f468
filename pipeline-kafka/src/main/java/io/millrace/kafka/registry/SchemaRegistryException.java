package io.millrace.kafka.registry;

/** The registry refused, or could not be asked. */
public final class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    SchemaRegistryException(String message, boolean retryable) {
        super(message);
        this.retryable = retryable;
    }

    SchemaRegistryException(String message, Throwable cause) {
        super(message, cause);
        this.retryable = true;
    }

    /** Whether the same call may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }
}
