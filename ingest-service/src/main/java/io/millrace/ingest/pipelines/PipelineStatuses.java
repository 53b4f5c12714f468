package io.millrace.ingest.pipelines;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.progress.EventTallies;
import io.millrace.kafka.progress.StreamTimes;

/** How far the events of pipelines are counted. Thread-safe. */
public final class PipelineStatuses {
    private final StreamTimes progress;
    private final EventTallies tallies;
    private final EventsLag lag;

    public PipelineStatuses(StreamTimes progress, EventTallies tallies, EventsLag lag) {
        this.progress = progress;
        this.tallies = tallies;
        this.lag = lag;
    }

    /**
     * @throws org.apache.kafka.common.KafkaException if Kafka can't say it now
     */
    public PipelineStatus of(ActivePipeline pipeline) {
        // First, so that what has come meanwhile is counted as waiting rather than as neither.
        long waiting = lag.of(pipeline.tenant());
        return new PipelineStatus(
                progress.streamTime(pipeline.tenant(), pipeline.name()),
                waiting,
                progress.counts(pipeline.tenant(), pipeline.name()),
                tallies.late(pipeline.tenant(), pipeline.name()),
                tallies.dead(pipeline.tenant(), pipeline.name()));
    }
}
