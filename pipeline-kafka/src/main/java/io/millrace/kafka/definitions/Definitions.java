package io.millrace.kafka.definitions;

import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
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

    /** What is left of a pipeline that was purged, as long as nobody else has its name. */
    Optional<PipelineRecord> purged(String tenant, String pipeline);

    /** Whether a tenant has no pipeline, not even one that is deleted, and had some that were purged. */
    boolean isEmptied(String tenant);

    /**
     * Whether what was made for a pipeline is of one that was purged meanwhile, or is being purged. What is not known here yet is not.
     *
     * @param purgesBefore how many pipelines that had its name were purged before
     */
    default boolean isGone(String tenant, String pipeline, int purgesBefore) {
        return find(tenant, pipeline)
                .map(found -> purgesBefore < found.record().past().purges()
                        || (found.isBeingPurged()
                                && purgesBefore == found.record().past().purges()))
                .or(() -> purged(tenant, pipeline)
                        .map(left -> purgesBefore < left.past().purges()))
                .orElse(false);
    }

    /** Whether a schema is that of events of a pipeline that was purged. */
    boolean isOfPurged(int schemaId);

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
