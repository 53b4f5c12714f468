package io.millrace.stream.route;

/** An event that can't be counted: it becomes a dead letter, and leaves nothing else behind. */
final class UnusableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    enum Reason {
        /** Not a key and value as ingest writes them. */
        MALFORMED_RECORD("malformed-record"),
        /** Written with a schema that belongs to no pipeline, as far as the definitions it was accepted under say. */
        UNKNOWN_SCHEMA("unknown-schema"),
        /** An expression of the pipeline's definition has no result for it: a division by zero, an overflow, a text that is no number. */
        EXPRESSION_FAILED("expression-failed"),
        /** Decoding or evaluating it failed. */
        EVALUATION_FAILED("evaluation-failed");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** As dead letters name it. */
        String code() {
            return code;
        }
    }

    UnusableEventException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    UnusableEventException(Reason reason, RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
