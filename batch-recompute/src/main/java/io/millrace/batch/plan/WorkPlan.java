package io.millrace.batch.plan;

import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All that a task must know to compute rows from archived events. Immutable. */
public final class WorkPlan implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String tenant;
    private final String pipeline;
    private final ArrayList<VersionText> versions;
    private final ArrayList<LookupData> lookups;
    private final ArrayList<Target> targets;
    private final int partitions;
    /** By target, then by partition. */
    private final long[][] cuts;

    private final long lookupsAsOf;

    /**
     * A version of the definition, with the schema that its events were written with.
     *
     * @param after see {@link PipelineRecord.Version#after}
     */
    record VersionText(int version, String source, int schemaId, long after) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private WorkPlan(
            String tenant,
            String pipeline,
            List<VersionText> versions,
            List<LookupData> lookups,
            List<Target> targets,
            int partitions,
            long[][] cuts,
            long lookupsAsOf) {
        this.tenant = tenant;
        this.pipeline = pipeline;
        this.versions = new ArrayList<>(versions);
        this.lookups = new ArrayList<>(lookups);
        this.targets = new ArrayList<>(targets);
        this.partitions = partitions;
        this.cuts = cuts.clone();
        this.lookupsAsOf = lookupsAsOf;
    }

    /**
     * @param known lookups that the versions may use: of all, since each says of what it accepted whether it is an event
     * @param partitions of every events topic
     */
    public static WorkPlan of(PipelineRecord record, KnownLookups known, List<Target> targets, int partitions) {
        List<VersionText> versions = record.versions().stream()
                .map(version ->
                        new VersionText(version.version(), version.source(), version.schemaId(), version.after()))
                .toList();
        Set<String> lookups = versions.stream()
                .map(version -> DefinitionReader.read(version.source()))
                .flatMap(definition -> definition.enrich().stream())
                .map(PipelineDefinition.EnrichDefinition::lookup)
                .collect(Collectors.toSet());
        long[] noCut = new long[partitions];
        Arrays.fill(noCut, Long.MAX_VALUE);
        return new WorkPlan(
                record.tenant(),
                record.pipeline(),
                versions,
                LookupData.of(record.tenant(), lookups, known),
                targets,
                partitions,
                Collections.nCopies(targets.size(), noCut).toArray(long[][]::new),
                -1);
    }

    /**
     * The same, of what lies below some offsets.
     *
     * @param offsets by events partition, exclusive
     */
    public WorkPlan below(long[] offsets) {
        return belowEach(Collections.nCopies(targets.size(), offsets));
    }

    /**
     * The same, each target of what lies below offsets of its own.
     *
     * @param offsets by target, then by events partition, exclusive
     */
    public WorkPlan belowEach(List<long[]> offsets) {
        if (offsets.size() != targets.size()) {
            throw new IllegalArgumentException(offsets.size() + " cuts for " + targets.size() + " targets");
        }
        long[][] each = offsets.toArray(long[][]::new);
        return new WorkPlan(tenant, pipeline, versions, lookups, targets, partitions, each, lookupsAsOf);
    }

    /**
     * The same, with events joined with versions of lookups that were put later than they were accepted.
     *
     * @param offset in the topic of definitions
     */
    public WorkPlan withLookupsAsOf(long offset) {
        return new WorkPlan(tenant, pipeline, versions, lookups, targets, partitions, cuts, offset);
    }

    public String tenant() {
        return tenant;
    }

    public String pipeline() {
        return pipeline;
    }

    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** Of every events topic, and of the aggregate stage. */
    public int partitions() {
        return partitions;
    }

    List<VersionText> versions() {
        return versions;
    }

    List<LookupData> lookups() {
        return lookups;
    }

    /** Whether an event that stands there in its events partition is counted by some target. */
    boolean isBelowCut(int partition, long offset) {
        for (int target = 0; target < cuts.length; target++) {
            if (isBelowCut(target, partition, offset)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an event that stands there in its events partition is counted by a target. */
    boolean isBelowCut(int target, int partition, long offset) {
        return isBelow(cuts[target], partition, offset);
    }

    private static boolean isBelow(long[] offsets, int partition, long offset) {
        return partition >= offsets.length || offset < offsets[partition];
    }

    long lookupsAsOf() {
        return lookupsAsOf;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** What {@link #toBytes} wrote in another process of the same job. */
    public static WorkPlan read(byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(java.io.ObjectStreamClass description)
                    throws IOException, ClassNotFoundException {
                // The job's own classes, which Spark's loader does not have.
                return Class.forName(description.getName(), false, WorkPlan.class.getClassLoader());
            }
        }) {
            return (WorkPlan) in.readObject();
        } catch (IOException | ClassNotFoundException impossible) {
            throw new IllegalStateException("not a plan of this job", impossible);
        }
    }
}
