package io.millrace.embedded.process;

/** The platform, or a part of it, can't run. The message says what is wrong and what would cure it; it is for people. */
public final class EmbeddedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, Throwable cause) {
        super(message, cause);
    }
}
