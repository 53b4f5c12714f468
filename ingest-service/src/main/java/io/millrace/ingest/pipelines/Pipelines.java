package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.definitions.UnreadableDefinition;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.kafka.record.PipelineRecord.Past;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.definition.DefinitionChange;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.LookupUse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The pipelines of all tenants. Thread-safe. */
public final class Pipelines {
    private final Definitions definitions;
    private final DefinitionsAppender appender;
    private final EventsTopics topics;
    private final ReadableTopics readable;
    private final Clock clock;
    private final TenantTables tables;

    /**
     * @param topics of events
     * @param readable by sources
     */
    public Pipelines(
            Definitions definitions,
            DefinitionsAppender appender,
            EventsTopics topics,
            ReadableTopics readable,
            Clock clock) {
        this.definitions = definitions;
        this.appender = appender;
        this.topics = topics;
        this.readable = readable;
        this.clock = clock;
        tables = new TenantTables(definitions);
    }

    public Optional<ActivePipeline> find(String tenant, String pipeline) {
        return stored(tenant, pipeline).filter(active -> !active.isDeleted());
    }

    /** Likewise, and one that is being purged. */
    public Optional<ActivePipeline> findWithData(String tenant, String pipeline) {
        return stored(tenant, pipeline).filter(active -> !active.isDeleted() || active.isBeingPurged());
    }

    /** Also one that was deleted. */
    private Optional<ActivePipeline> stored(String tenant, String pipeline) {
        return definitions.find(tenant, pipeline);
    }

    /** Whoever has a pipeline. */
    public Set<String> tenants() {
        return definitions.all().stream()
                .filter(pipeline -> !pipeline.isDeleted())
                .map(ActivePipeline::tenant)
                .collect(Collectors.toSet());
    }

    /** By name. */
    public List<ActivePipeline> list(String tenant) {
        return definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant) && !pipeline.isDeleted())
                .sorted(Comparator.comparing(ActivePipeline::name))
                .toList();
    }

    /** Those whose stored definition can't be read, by name; in its former version each may be listed as well. */
    public List<UnreadableDefinition> unreadable(String tenant) {
        return definitions.unreadable(tenant);
    }

    /**
     * @throws UnreadableDefinitionException if what is stored of a pipeline can't be read
     */
    public void requireReadable(String tenant, String pipeline) {
        definitions.unreadable(tenant, pipeline).ifPresent(unreadable -> {
            throw new UnreadableDefinitionException(unreadable);
        });
    }

    /**
     * What would keep a definition from being put now, if it is valid.
     *
     * @throws InvalidDefinitionException if it takes something from a lookup that is not there, a source reads what it may not, or it has the name of
     *     another pipeline's table
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read
     * @throws ImpossibleChangeException if a running pipeline can't be changed to it
     */
    public void requirePossible(String tenant, PipelineDefinition definition) {
        requireReadable(tenant, definition.pipeline());
        requireThere(tenant, definition);
        tables.requireFree(tenant, definition);
        stored(tenant, definition.pipeline()).ifPresent(former -> requirePossible(former, definition));
    }

    private static void requireNotBeingPurged(ActivePipeline pipeline) {
        if (pipeline.isBeingPurged()) {
            throw new BeingPurgedException("pipeline " + pipeline.name() + " of tenant " + pipeline.tenant());
        }
    }

    private void requireThere(String tenant, PipelineDefinition definition) {
        KnownLookups lookups = definitions.lookups();
        List<DefinitionProblem> problems = new ArrayList<>(LookupUse.problems(
                definition,
                name -> lookups.current(tenant, name).map(LookupVersionRecord::shape),
                lookups.all(tenant).stream().map(LookupVersionRecord::lookup).toList()));
        problems.addAll(SourceRules.problems(tenant, definition, list(tenant), readable));
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
    }

    private void requirePossible(ActivePipeline former, PipelineDefinition definition) {
        requireNotBeingPurged(former);
        List<DefinitionProblem> problems = new ArrayList<>(
                DefinitionChange.between(former.definition(), definition).problems());
        if (problems.isEmpty()) {
            EventSchema schema = EventSchema.of(former.tenant(), former.name(), definition.event());
            former.schemas().values().forEach(written -> requireReadable(written, schema, problems));
            problems.addAll(TenantTables.problems(former, definition));
            problems.addAll(new Generations(Optional.of(former), definition, clock.instant()).problems());
        }
        if (!problems.isEmpty()) {
            throw new ImpossibleChangeException(problems);
        }
    }

    /** Events of versions before the current one are still in their topic: a field that was left out for a while must come back as it was. */
    private static void requireReadable(EventSchema written, EventSchema schema, List<DefinitionProblem> problems) {
        for (int index = 0; index < schema.size(); index++) {
            FieldDefinition field = schema.field(index);
            int former = written.indexOf(field.name());
            if (former >= 0 && !written.field(former).type().equals(field.type())) {
                problems.add(new DefinitionProblem(
                        "event.fields[" + index + "].type",
                        "an earlier version had " + field.name() + " as "
                                + written.field(former).type(),
                        "give the field another name"));
            }
        }
    }

    /**
     * Makes a definition the current one, and returns when events are accepted by it here.
     *
     * @param ifMatch entity tags of what may be replaced
     * @throws InvalidDefinitionException with everything that is wrong with it
     * @throws ImpossibleChangeException if the running pipeline can't be changed to it
     * @throws BeingPurgedException if what is stored of a pipeline of this name is just being deleted
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read
     * @throws ChangedMeanwhileException if {@code ifMatch} does not match
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry can't
     */
    public PutResult put(String tenant, String pipeline, String source, Optional<String> ifMatch) {
        PipelineDefinition definition = DefinitionReader.read(source, pipeline);
        Put put = new Put(tenant, definition, source, ifMatch);
        appender.append(put::decide);
        return put.result();
    }

    /**
     * Stops a pipeline: it takes no more events, and what it counted is kept. Returns when that is in force here.
     *
     * @param ifMatch entity tags of what may be deleted
     * @return whether there was one
     * @throws UnreadableDefinitionException if what is stored of the pipeline can't be read
     * @throws ChangedMeanwhileException if {@code ifMatch} does not match
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public boolean delete(String tenant, String pipeline, Optional<String> ifMatch) {
        AtomicBoolean found = new AtomicBoolean();
        appender.append(() -> {
            requireReadable(tenant, pipeline);
            Optional<PipelineRecord> active = find(tenant, pipeline).map(ActivePipeline::record);
            found.set(active.isPresent());
            active.ifPresent(record -> requireMatch(ifMatch, Optional.of(record)));
            return active.map(PipelineRecord::asDeleted);
        });
        return found.get();
    }

    private static void requireMatch(Optional<String> ifMatch, Optional<PipelineRecord> pipeline) {
        if (ifMatch.isPresent() && !EntityTag.matches(ifMatch.get(), pipeline)) {
            throw new ChangedMeanwhileException(
                    pipeline.map(record -> "the pipeline's entity tag is now " + EntityTag.of(record))
                            .orElse("there is no such pipeline"));
        }
    }

    /** One put; deciding again replaces what was decided before. */
    private final class Put {
        private final String tenant;
        private final PipelineDefinition definition;
        private final String source;
        private final Optional<String> ifMatch;
        private Optional<PutResult> result = Optional.empty();

        Put(String tenant, PipelineDefinition definition, String source, Optional<String> ifMatch) {
            this.tenant = tenant;
            this.definition = definition;
            this.source = source;
            this.ifMatch = ifMatch;
        }

        PutResult result() {
            return result.orElseThrow();
        }

        Optional<PipelineRecord> decide() {
            // What is written replaces all versions and generations, those that can't be read as well.
            requireReadable(tenant, definition.pipeline());
            Optional<ActivePipeline> former = stored(tenant, definition.pipeline());
            former.ifPresent(Pipelines::requireNotBeingPurged);
            Optional<PipelineRecord> inForce =
                    former.filter(active -> !active.isDeleted()).map(ActivePipeline::record);
            requireMatch(ifMatch, inForce);
            String fingerprint = definition.fingerprint();
            if (inForce.isPresent() && inForce.get().current().fingerprint().equals(fingerprint)) {
                result = Optional.of(new PutResult(inForce.get(), PutResult.Change.NONE));
                return Optional.empty();
            }
            requireThere(tenant, definition);
            tables.requireFree(tenant, definition);
            former.ifPresent(active -> requirePossible(active, definition));
            PipelineRecord next = next(former, fingerprint);
            result = Optional.of(
                    new PutResult(next, inForce.isPresent() ? PutResult.Change.CHANGED : PutResult.Change.CREATED));
            return Optional.of(next);
        }

        private Optional<PipelineRecord> purged() {
            return definitions.purged(tenant, definition.pipeline());
        }

        private PipelineRecord next(Optional<ActivePipeline> former, String fingerprint) {
            EventSchema schema = EventSchema.of(tenant, definition.pipeline(), definition.event());
            Past past = former.map(ActivePipeline::record)
                    .or(this::purged)
                    .map(PipelineRecord::past)
                    .orElse(Past.NONE);
            int schemaId = topics.prepare(tenant, schema.after(past.purges()));
            Instant now = clock.instant();
            List<Version> versions = new ArrayList<>(
                    former.map(active -> active.record().versions()).orElse(List.of()));
            int version =
                    former.map(active -> active.record().current().version()).orElse(0) + 1;
            versions.add(new Version(version, source, fingerprint, schemaId, now, definitions.offset()));
            List<Generation> spent = purged().map(PipelineRecord::generations).orElse(List.of());
            List<Generation> generations = new Generations(former, spent, definition, now).next(version);
            List<PipelineRecord.Feed> feeds =
                    former.map(active -> active.record().feeds()).orElse(List.of());
            return new PipelineRecord(
                    tenant, definition.pipeline(), versions, generations, feeds, false, Optional.empty(), past);
        }
    }
}
