package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import io.millrace.stream.route.UnusableEventException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines whose events one task reads, as the definitions are at each event. Is for as long as the task's transactions succeed: when one is aborted, so is what
 * was decided on feeds that are known here. Not thread-safe.
 */
final class PipelineRoutes {
    /** An offset this far past what is known was not read from an event: no one puts that many definitions before we read one. */
    private static final long PLAUSIBLE_LEAD = 1_000_000;

    private final Definitions definitions;
    private final Consumer<ActivePipeline> fed;
    private final Map<Integer, PipelineRoute> bySchema = new HashMap<>();
    private final ByteReader envelope = new ByteReader(new byte[0]);

    private long knownAt = Long.MIN_VALUE;
    private int lastSchemaId;
    private @Nullable PipelineRoute last;

    /**
     * @param fed is given a pipeline with feeds before the event at hand counts into them
     */
    PipelineRoutes(Definitions definitions, Consumer<ActivePipeline> fed) {
        this.definitions = definitions;
        this.fed = fed;
    }

    /**
     * Evaluates an event by its pipeline, once the definitions are known that it was accepted under; none if that was deleted.
     *
     * @throws UnusableEventException if there is no such pipeline
     * @throws RuntimeException if it can't be evaluated
     */
    @Nullable
    PipelineRoute evaluate(EventId id, byte[] encoded) throws UnusableEventException {
        int schemaId = EventDecoder.schemaId(encoded);
        envelope.reset(encoded, EventEncoder.HEADER_LENGTH, encoded.length - EventEncoder.HEADER_LENGTH);
        long eventTime = envelope.readVarLong();
        envelope.readVarLong();
        long needed = envelope.readVarLong();
        if (needed > definitions.offset()) {
            if (needed - definitions.offset() > PLAUSIBLE_LEAD) {
                throw new UnusableEventException(Reason.MALFORMED_RECORD, "no definitions offset: " + needed);
            }
            definitions.await(needed);
        }
        PipelineRoute route = of(schemaId);
        if (route != null) {
            route.evaluate(id, schemaId, eventTime, needed, encoded);
        }
        return route;
    }

    /** The route of the pipeline whose events are written with a schema; none if that was deleted. Nearly always that of the event before. */
    private @Nullable PipelineRoute of(int schemaId) throws UnusableEventException {
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
        if (pipeline == null && definitions.isOfPurged(schemaId)) {
            return null;
        }
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
        if (!pipeline.feeds().isEmpty()) {
            // Then every event from here on, of whichever schema, finds this pipeline or a newer one.
            definitions.await(pipeline.offset());
            fed.accept(pipeline);
        }
        PipelineRoute route = new PipelineRoute(pipeline);
        pipeline.schemas().keySet().forEach(schemaId -> bySchema.put(schemaId, route));
        return route;
    }
}
