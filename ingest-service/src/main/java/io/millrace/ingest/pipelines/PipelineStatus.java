package io.millrace.ingest.pipelines;

import io.millrace.kafka.progress.StreamTimes;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a pipeline's events are counted.
 *
 * @param streamTime empty if none was counted yet
 * @param lag of the tenant's events, see {@link EventsLag}
 * @param read how many of the pipeline's events were read so far
 */
public record PipelineStatus(Optional<Instant> streamTime, long lag, StreamTimes.Counts read) {}
