package io.millrace.ingest.sources;

/** What was to be committed is not, or nobody knows: who has the lease now starts from what was. */
final class LeaseLostException extends Exception {
    private static final long serialVersionUID = 1L;

    LeaseLostException(String message) {
        super(message);
    }

    LeaseLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
