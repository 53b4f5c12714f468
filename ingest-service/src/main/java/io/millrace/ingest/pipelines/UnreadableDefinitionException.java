package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.UnreadableDefinition;

/** What is stored of a pipeline can't be read by this version, so nothing is done that would take it for absent. */
public final class UnreadableDefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient UnreadableDefinition definition;

    public UnreadableDefinitionException(UnreadableDefinition definition) {
        super("the stored definition of " + definition.pipeline() + " can't be read: " + definition.reason());
        this.definition = definition;
    }

    public UnreadableDefinition definition() {
        return definition;
    }
}
