package io.millrace.cassandra;

/** A table in Cassandra can't take the rows of one that a pipeline asks for. */
public final class IncompatibleTableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    IncompatibleTableException(String message) {
        super(message);
    }
}
