package io.millrace.kafka.definitions;

import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Definitions held in memory; whoever reads them from somewhere puts them here. */
public final class DefinitionsView implements Definitions {
    private final Duration patience;
    private final Map<String, ActivePipeline> pipelines = new LinkedHashMap<>();
    private final KnownLookups lookups = new KnownLookups();
    private final Map<String, UnreadableDefinition> unreadable = new TreeMap<>();
    private final Map<Integer, ActivePipeline> bySchema = new ConcurrentHashMap<>();
    private final Map<String, PipelineRecord> purged = new HashMap<>();
    private final Set<Integer> schemasOfPurged = ConcurrentHashMap.newKeySet();
    private volatile long offset = -1;

    /**
     * @param patience how long {@link #await} waits at most
     */
    public DefinitionsView(Duration patience) {
        this.patience = patience;
    }

    /** Takes in a pipeline that was read at an offset. */
    public synchronized void put(String key, ActivePipeline pipeline) {
        unreadable.remove(key);
        purged.remove(key);
        pipelines.put(key, pipeline);
        takeSchemas(pipeline.record());
        pipeline.schemas().keySet().forEach(id -> bySchema.put(id, pipeline));
    }

    /** Takes in what is left of a pipeline that was purged. */
    public synchronized void putPurged(String key, PipelineRecord left) {
        remove(key);
        purged.put(key, left);
        takeSchemas(left);
    }

    private void takeSchemas(PipelineRecord record) {
        schemasOfPurged.addAll(record.past().schemaIds());
        record.past().schemaIds().forEach(bySchema::remove);
    }

    /** Takes in that what was stored of a pipeline can't be read. The former one stays in force, if it is known. */
    public synchronized void refuse(String key, UnreadableDefinition definition) {
        unreadable.put(key, definition);
    }

    /** Forgets a pipeline. */
    public synchronized void remove(String key) {
        unreadable.remove(key);
        purged.remove(key);
        ActivePipeline former = pipelines.remove(key);
        if (former != null) {
            former.schemas().keySet().forEach(bySchema::remove);
        }
    }

    /** Everything up to and with this offset has been taken in. */
    public synchronized void advance(long newOffset) {
        if (newOffset > offset) {
            offset = newOffset;
            notifyAll();
        }
    }

    @Override
    public void await(long needed) {
        if (offset >= needed) {
            return;
        }
        awaitSlowly(needed);
    }

    private synchronized void awaitSlowly(long needed) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (offset < needed) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new DefinitionsBehindException(needed, offset, patience);
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new DefinitionsBehindException(needed, offset, patience);
            }
        }
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public synchronized Optional<ActivePipeline> find(String tenant, String pipeline) {
        return Optional.ofNullable(pipelines.get(PipelineRecord.key(tenant, pipeline)));
    }

    @Override
    public synchronized Optional<PipelineRecord> purged(String tenant, String pipeline) {
        return Optional.ofNullable(purged.get(PipelineRecord.key(tenant, pipeline)));
    }

    @Override
    public synchronized boolean isEmptied(String tenant) {
        return purged.values().stream().anyMatch(left -> left.tenant().equals(tenant))
                && pipelines.values().stream()
                        .noneMatch(pipeline -> pipeline.tenant().equals(tenant));
    }

    @Override
    public boolean isOfPurged(int schemaId) {
        return schemasOfPurged.contains(schemaId);
    }

    @Override
    public Optional<ActivePipeline> bySchema(int schemaId) {
        return Optional.ofNullable(bySchema.get(schemaId));
    }

    @Override
    public synchronized Collection<ActivePipeline> all() {
        return new ArrayList<>(pipelines.values());
    }

    @Override
    public KnownLookups lookups() {
        return lookups;
    }

    @Override
    public synchronized Optional<UnreadableDefinition> unreadable(String tenant, String pipeline) {
        return Optional.ofNullable(unreadable.get(PipelineRecord.key(tenant, pipeline)));
    }

    @Override
    public synchronized List<UnreadableDefinition> unreadable(String tenant) {
        return unreadable.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PipelineRecord.key(tenant, "")))
                .map(Map.Entry::getValue)
                .toList();
    }
}
