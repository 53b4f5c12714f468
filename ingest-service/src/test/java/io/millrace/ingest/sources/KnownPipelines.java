package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Definitions that a test says. Thread-safe. */
final class KnownPipelines implements Definitions {
    private volatile List<ActivePipeline> pipelines = List.of();
    private final AtomicLong offset = new AtomicLong();

    void set(ActivePipeline... now) {
        pipelines = List.of(now);
        offset.incrementAndGet();
    }

    @Override
    public void await(long awaited) {
        // All that there is is known.
    }

    @Override
    public long offset() {
        return offset.get();
    }

    @Override
    public Optional<ActivePipeline> find(String tenant, String pipeline) {
        return pipelines.stream()
                .filter(known -> known.tenant().equals(tenant) && known.name().equals(pipeline))
                .findFirst();
    }

    @Override
    public Optional<PipelineRecord> purged(String tenant, String pipeline) {
        return Optional.empty();
    }

    @Override
    public boolean isEmptied(String tenant) {
        return false;
    }

    @Override
    public boolean isOfPurged(int schemaId) {
        return false;
    }

    @Override
    public Optional<ActivePipeline> bySchema(int schemaId) {
        return Optional.empty();
    }

    @Override
    public Collection<ActivePipeline> all() {
        return pipelines;
    }

    @Override
    public KnownLookups lookups() {
        throw new UnsupportedOperationException("sources use no lookups");
    }

    @Override
    public Optional<UnreadableDefinition> unreadable(String tenant, String pipeline) {
        return Optional.empty();
    }

    @Override
    public List<UnreadableDefinition> unreadable(String tenant) {
        return List.of();
    }
}
