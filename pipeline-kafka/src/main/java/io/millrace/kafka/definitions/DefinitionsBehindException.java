package io.millrace.kafka.definitions;

import java.time.Duration;

/** The definitions could not be followed up to where a record needs them. */
public final class DefinitionsBehindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DefinitionsBehindException(long needed, long known, Duration waited) {
        super("definitions are known up to offset " + known + ", a record needs " + needed + "; waited " + waited);
    }
}
