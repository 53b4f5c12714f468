package io.millrace.ingest.pipelines;

import io.millrace.kafka.progress.StreamTimes;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How far a pipeline's events are counted.
 *
 * @param streamTime empty if none was counted yet
 * @param lag of the tenant's events, see {@link EventsLag}
 * @param read how many of the pipeline's events were read so far
 * @param late how many came when the state of their window was gone, by rollup
 * @param dead letters that were made of its records and events
 */
public record PipelineStatus(
        Optional<Instant> streamTime, long lag, StreamTimes.Counts read, SortedMap<String, Long> late, long dead) {
    /**
     * How many were late for any rollup, where windows of one lie within those of another: an event that is late for a window is late for all that end before it, so these are those of the rollup that had
     * most.
     */
    public long lateForAny() {
        return late.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
