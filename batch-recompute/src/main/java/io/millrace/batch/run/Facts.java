package io.millrace.batch.run;

import io.millrace.cassandra.TimelineTable;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.EventSchema;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.RollupPlan;

/**
 * What is known of a pipeline when a run begins.
 *
 * @param lookups of all tenants
 * @param definitionsOffset in the topic of definitions: all of this is as of there
 * @param partitions of every events topic, and of the aggregate stage
 */
public record Facts(ActivePipeline pipeline, KnownLookups lookups, long definitionsOffset, int partitions) {
    public String tenant() {
        return pipeline.tenant();
    }

    public String name() {
        return pipeline.name();
    }

    public PipelineRecord record() {
        return pipeline.record();
    }

    public TimelineTable.Key key(String rollup) {
        return new TimelineTable.Key(tenant(), name(), rollup);
    }

    /** A rollup as some version of the definition means it. */
    public RollupPlan plan(String rollup, int version) {
        PipelineDefinition definition = record().versions().stream()
                .filter(candidate -> candidate.version() == version)
                .map(candidate -> DefinitionReader.read(candidate.source()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version " + version + " of " + name()));
        EventSchema schema = EventSchema.of(tenant(), name(), definition.event());
        return RollupPlan.of(
                definition
                        .rollup(rollup)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no rollup " + rollup + " in version " + version + " of " + name())),
                Evaluation.of(definition, schema, Lookups.NONE).schema());
    }

    /** A rollup as the current version of the definition means it. */
    public RollupPlan plan(String rollup) {
        return pipeline.definition()
                .rollup(rollup)
                .map(definition ->
                        RollupPlan.of(definition, pipeline.evaluation().schema()))
                .orElseThrow(() -> new RefusedException(
                        "Pipeline " + name() + " has no rollup " + rollup + ".",
                        "Its rollups are: "
                                + String.join(
                                        ", ",
                                        pipeline.definition().rollups().stream()
                                                .map(definition -> definition.name())
                                                .toList())
                                + "."));
    }
}
