package io.millrace.kafka.definitions;

import java.util.Collection;
import java.util.Optional;

/** All pipelines, as of an offset of the definitions topic that only grows. Thread-safe. */
public interface Definitions {
    /**
     * Waits until the definitions up to and with an offset are known, so that a record is never judged by definitions older than those it was
     * accepted under.
     *
     * @throws DefinitionsBehindException if that takes longer than is sensible
     */
    void await(long offset);

    /** The greatest offset known; -1 before the first. */
    long offset();

    Optional<ActivePipeline> find(String tenant, String pipeline);

    /** The pipeline whose events are written with a schema. */
    Optional<ActivePipeline> bySchema(int schemaId);

    Collection<ActivePipeline> all();
}
