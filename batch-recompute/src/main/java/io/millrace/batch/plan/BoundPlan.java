package io.millrace.batch.plan;

import io.millrace.kafka.definitions.Acceptance;
import io.millrace.kafka.topic.AggregateKey;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.window.TimeInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link WorkPlan} ready to run: definitions read, expressions compiled, rollups bound. Thread-safe. */
public final class BoundPlan {
    private final WorkPlan work;
    private final Map<Integer, EventSchema> schemas = new LinkedHashMap<>();
    private final Map<Integer, BoundVersion> versions = new LinkedHashMap<>();
    private final List<Acceptance> acceptances;
    private final List<BoundTarget> targets = new ArrayList<>();
    private final PipelineDefinition current;

    /**
     * A target that can be computed.
     *
     * @param index in the plan
     * @param key what the aggregate stage's keys of its groups begin with
     * @param events the event times that are looked at
     */
    public record BoundTarget(int index, Target target, RollupPlan plan, byte[] key, TimeInterval events) {
        /** The partition of the aggregate stage that counts a group. */
        public int partitionOf(GroupKey group, int partitions) {
            return AggregateKey.partitionOf(key, group, partitions);
        }
    }

    /**
     * A version of the definition that some targets mean.
     *
     * @param evaluation what it makes of events
     */
    public record BoundVersion(int version, PipelineDefinition definition, Evaluation evaluation) {}

    public BoundPlan(WorkPlan work) {
        this.work = work;
        Map<String, Lookup> known = LookupData.lookups(work.lookups());
        Lookups lookups = name -> known.getOrDefault(name, new Lookup());
        PipelineDefinition last = null;
        List<Acceptance> accepting = new ArrayList<>();
        for (WorkPlan.VersionText version : work.versions()) {
            PipelineDefinition definition = DefinitionReader.read(version.source());
            last = definition;
            EventSchema schema = EventSchema.of(work.tenant(), work.pipeline(), definition.event());
            schemas.put(version.schemaId(), schema);
            Evaluation evaluation = Evaluation.of(definition, schema, lookups);
            accepting.add(new Acceptance(version.after(), definition, evaluation));
            if (work.targets().stream().anyMatch(target -> target.version() == version.version())) {
                versions.put(version.version(), new BoundVersion(version.version(), definition, evaluation));
            }
        }
        if (last == null) {
            throw new IllegalArgumentException("a pipeline without a version");
        }
        current = last;
        acceptances = Acceptance.together(accepting);
        for (Target target : work.targets()) {
            targets.add(bind(target));
        }
    }

    private BoundTarget bind(Target target) {
        BoundVersion version = versions.get(target.version());
        if (version == null) {
            throw new IllegalArgumentException("no version " + target.version() + " of the definition");
        }
        RollupPlan plan = RollupPlan.of(
                version.definition()
                        .rollup(target.rollup())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "version " + target.version() + " has no rollup " + target.rollup())),
                version.evaluation().schema());
        ByteWriter key = new ByteWriter();
        AggregateKey.writeTarget(work.tenant(), work.pipeline(), target.rollup(), target.limitedAs(), key);
        return new BoundTarget(targets.size(), target, plan, key.toByteArray(), target.events(plan));
    }

    public WorkPlan work() {
        return work;
    }

    public List<BoundTarget> targets() {
        return List.copyOf(targets);
    }

    /** What events may have been written with, by schema id. */
    public Map<Integer, EventSchema> schemas() {
        return Map.copyOf(schemas);
    }

    /** The versions that some target means. */
    public List<BoundVersion> versions() {
        return List.copyOf(versions.values());
    }

    /** What decides whether an archived record is an event, as in the stream. */
    public List<Acceptance> acceptances() {
        return acceptances;
    }

    /** ms: how long after an event of an id another is a copy of it. */
    public long lateness() {
        return current.lateness().toMillis();
    }

    /**
     * Whether all copies of an event have its time. If not, a copy may be anywhere in the archive. Neither identity nor time of events
     * can change from version to version.
     */
    public boolean copiesShareTheirTime() {
        return current.event().time().isPresent()
                && (current.event().id().isEmpty()
                        || current.event().id().contains(current.event().time().get()));
    }

    /** Whether an event that stands there in its events partition is counted by some target. */
    public boolean isBelowCut(int partition, long offset) {
        return work.isBelowCut(partition, offset);
    }

    /** Whether an event that stands there in its events partition is counted by a target. */
    public boolean isBelowCut(BoundTarget target, int partition, long offset) {
        return work.isBelowCut(target.index(), partition, offset);
    }

    /** The offset in the topic of definitions up to which events are joined with versions of lookups, or more if they were accepted later. */
    public long lookupsAsOf() {
        return work.lookupsAsOf();
    }
}
