package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.stream.route.UnusableEventException.Reason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pipelines whose events one task reads, as the definitions are at each event. Not thread-safe. */
final class PipelineRoutes {
    private final Definitions definitions;
    private final Map<Integer, PipelineRoute> bySchema = new HashMap<>();

    private long knownAt = Long.MIN_VALUE;
    private int lastSchemaId;
    private @Nullable PipelineRoute last;

    PipelineRoutes(Definitions definitions) {
        this.definitions = definitions;
    }

    /**
     * The route of the pipeline whose events are written with a schema; none if that was deleted. Nearly always that of the event before.
     *
     * @throws UnusableEventException if there is no such pipeline
     */
    @Nullable
    PipelineRoute of(int schemaId) throws UnusableEventException {
        long offset = definitions.offset();
        if (last == null || schemaId != lastSchemaId || offset != knownAt) {
            // What was put meanwhile is found at the latest when the offset has moved.
            last = find(schemaId);
            lastSchemaId = schemaId;
            knownAt = offset;
        }
        return last;
    }

    private @Nullable PipelineRoute find(int schemaId) throws UnusableEventException {
        ActivePipeline pipeline = definitions.bySchema(schemaId).orElse(null);
        if (pipeline == null) {
            throw new UnusableEventException(Reason.UNKNOWN_SCHEMA, "no pipeline has schema " + schemaId);
        }
        if (pipeline.isDeleted()) {
            return null;
        }
        PipelineRoute route = bySchema.get(schemaId);
        return route == null || route.pipeline() != pipeline ? routeOf(pipeline) : route;
    }

    /** All schemas of a pipeline share one route, and no route of a former definition stays. */
    private PipelineRoute routeOf(ActivePipeline pipeline) {
        PipelineRoute route = new PipelineRoute(pipeline);
        pipeline.schemas().keySet().forEach(schemaId -> bySchema.put(schemaId, route));
        return route;
    }
}
