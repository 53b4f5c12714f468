package io.millrace.cassandra;

/** The nodes of the cluster do not have the same schema yet. */
public final class SchemaDisagreementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaDisagreementException() {
        super("Cassandra's nodes do not agree on the schema yet");
    }
}
