package io.millrace.kafka.definitions;

import io.millrace.kafka.lookups.KnownLookups;
import java.util.Collection;
import java.util.List;
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

    /** The pipeline in the last version that this version of Millrace can read. */
    Optional<ActivePipeline> find(String tenant, String pipeline);

    /** The pipeline whose events are written with a schema. */
    Optional<ActivePipeline> bySchema(int schemaId);

    Collection<ActivePipeline> all();

    /** The lookups of all tenants, as of the same offset. Without rows, and without versions, where nobody evaluates events. */
    KnownLookups lookups();

    /** If the last that was stored of a pipeline can't be read: nothing may then be stored in its place. */
    Optional<UnreadableDefinition> unreadable(String tenant, String pipeline);

    /** All of a tenant's pipelines of which that is so, by name. */
    List<UnreadableDefinition> unreadable(String tenant);
}
