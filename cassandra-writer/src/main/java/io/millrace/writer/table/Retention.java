package io.millrace.writer.table;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import java.time.Duration;
import java.util.function.Function;

/**
 * How long rows are kept, as their pipeline's current definition says.
 *
 * @param definitions what is known of pipelines
 * @param otherwise for a pipeline that is not known, because it was deleted while its last rows were on their way
 */
public record Retention(Definitions definitions, RetentionDefinition otherwise) {
    /** What Cassandra takes at most: 20 years. */
    private static final long LONGEST_SECONDS = 630_720_000;

    /** Time to live of a rollup row, or one of a typed table, in seconds. */
    public int ofRollups(String tenant, String pipeline) {
        return seconds(tenant, pipeline, RetentionDefinition::rollups);
    }

    /** Time to live of an archived event, in seconds. */
    public int ofArchive(String tenant, String pipeline) {
        return seconds(tenant, pipeline, RetentionDefinition::archive);
    }

    private int seconds(String tenant, String pipeline, Function<RetentionDefinition, Duration> kind) {
        RetentionDefinition retention = definitions
                .find(tenant, pipeline)
                .map(ActivePipeline::definition)
                .map(definition -> definition.retention())
                .orElse(otherwise);
        return (int) Math.max(1, Math.min(kind.apply(retention).toSeconds(), LONGEST_SECONDS));
    }
}
