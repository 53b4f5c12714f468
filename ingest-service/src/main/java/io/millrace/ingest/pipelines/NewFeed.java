package io.millrace.ingest.pipelines;

import io.millrace.kafka.record.PipelineRecord.Feed;
import io.millrace.model.rollup.Layer;
import java.time.Instant;
import java.util.UUID;

/**
 * A recomputed generation that the stream is asked to feed.
 *
 * @param lookupsAsOf see {@link Feed#lookupsAsOf}
 * @param run that recomputes it
 */
public record NewFeed(Layer layer, long lookupsAsOf, UUID run) {
    Feed since(Instant now) {
        return new Feed(
                layer.rollup(),
                layer.generation(),
                layer.version(),
                layer.layout(),
                layer.serves(),
                lookupsAsOf,
                run,
                now);
    }
}
