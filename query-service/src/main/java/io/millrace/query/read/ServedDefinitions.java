package io.millrace.query.read;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The pipelines that are read: those that are being purged are there no more, since some of their rows are not. */
public record ServedDefinitions(Definitions known) implements Definitions {
    @Override
    public void await(long offset) {
        known.await(offset);
    }

    @Override
    public long offset() {
        return known.offset();
    }

    @Override
    public Optional<ActivePipeline> find(String tenant, String pipeline) {
        return known.find(tenant, pipeline).filter(found -> !found.isBeingPurged());
    }

    @Override
    public Optional<PipelineRecord> purged(String tenant, String pipeline) {
        return known.purged(tenant, pipeline);
    }

    @Override
    public boolean isEmptied(String tenant) {
        return known.isEmptied(tenant);
    }

    @Override
    public boolean isOfPurged(int schemaId) {
        return known.isOfPurged(schemaId);
    }

    @Override
    public Optional<ActivePipeline> bySchema(int schemaId) {
        return known.bySchema(schemaId).filter(found -> !found.isBeingPurged());
    }

    @Override
    public Collection<ActivePipeline> all() {
        return known.all().stream().filter(found -> !found.isBeingPurged()).toList();
    }

    @Override
    public KnownLookups lookups() {
        return known.lookups();
    }

    @Override
    public Optional<UnreadableDefinition> unreadable(String tenant, String pipeline) {
        return known.unreadable(tenant, pipeline);
    }

    @Override
    public List<UnreadableDefinition> unreadable(String tenant) {
        return known.unreadable(tenant);
    }
}
