package io.millrace.stream.route;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.evaluation.Evaluation;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pipeline as one task runs it: holds the event at hand, and where it belongs. An event is first evaluated, which may fail and changes
 * nothing, and then applied. Not thread-safe.
 */
final class PipelineRoute {
    private final ActivePipeline pipeline;
    private final long identity;
    private final long lateness;
    private final Evaluation evaluation;
    private final Event event;
    private final RollupRoute[] rollups;
    private final Map<Integer, EventDecoder> decoders = new HashMap<>();

    private final long[] windowStarts;
    private final int[] groupEnds;
    private final ByteWriter groups = new ByteWriter();
    private boolean counts;

    PipelineRoute(ActivePipeline pipeline) {
        this.pipeline = pipeline;
        identity = identityOf(pipeline.tenant(), pipeline.name());
        lateness = pipeline.definition().lateness().toMillis();
        evaluation = pipeline.evaluation();
        event = new Event(evaluation.schema());
        List<RollupRoute> routes = pipeline.rollups().stream()
                .map(rollup -> new RollupRoute(pipeline, rollup))
                .toList();
        rollups = routes.toArray(RollupRoute[]::new);
        windowStarts = new long[rollups.length];
        groupEnds = new int[rollups.length];
    }

    ActivePipeline pipeline() {
        return pipeline;
    }

    /** The same for every version of a pipeline, and for no other pipeline: 64 bits of a digest of its name. */
    long identity() {
        return identity;
    }

    /** Milliseconds. */
    long lateness() {
        return lateness;
    }

    /** Of the event evaluated last; milliseconds since the epoch. */
    long eventTime() {
        return event.eventTime();
    }

    /**
     * Decodes an event, computes what it does not bring along, and finds its window and group in each rollup. One that the pipeline's {@code
     * where} leaves out is evaluated too: its id is recorded like any other's, so what is a copy does not depend on filters.
     *
     * @throws RuntimeException if that can't be done, whatever the reason
     */
    void evaluate(EventId id, int schemaId, byte[] encoded) {
        decoder(schemaId).decode(encoded, event);
        event.setId(id);
        counts = evaluation.evaluate(event);
        if (!counts) {
            return;
        }
        groups.reset();
        for (int index = 0; index < rollups.length; index++) {
            windowStarts[index] = rollups[index].windowStartOf(event.eventTime());
            rollups[index].plan().groups().encode(event, groups);
            groupEnds[index] = groups.length();
        }
    }

    /** Counts the event evaluated last, unless it does not count. */
    void applyTo(PartialAggregates partials) {
        if (!counts) {
            return;
        }
        int start = 0;
        for (int index = 0; index < rollups.length; index++) {
            partials.add(rollups[index], windowStarts[index], groups.array(), start, groupEnds[index] - start, event);
            start = groupEnds[index];
        }
    }

    private EventDecoder decoder(int schemaId) {
        EventDecoder decoder = decoders.get(schemaId);
        if (decoder == null) {
            EventSchema writer = Objects.requireNonNull(pipeline.schemas().get(schemaId));
            decoder = new EventDecoder(writer, evaluation.schema());
            decoders.put(schemaId, decoder);
        }
        return decoder;
    }

    static long identityOf(String tenant, String pipeline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((tenant + "/" + pipeline).getBytes(StandardCharsets.UTF_8));
            return new ByteReader(digest).readLongBigEndian();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
