package io.millrace.ingest.service;

import io.millrace.ingest.pipelines.EventsLag;
import io.millrace.ingest.pipelines.PipelineStatuses;
import io.millrace.kafka.progress.EventTallies;
import io.millrace.kafka.progress.ProgressLog;
import io.millrace.kafka.progress.StreamTimes;
import io.millrace.kafka.progress.TalliesLog;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RecordFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.TopicDeclaration;
import java.time.Clock;

/** What the stream-processor tells of pipelines, followed. */
final class ProgressAttachment implements AutoCloseable {
    private final StreamTimes streamTimes;
    private final EventTallies eventTallies = new EventTallies();
    private final CompactedTopicFollower progress;
    private final CompactedTopicFollower tallies;

    /**
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry does not answer
     */
    ProgressAttachment(IngestSettings settings, SchemaRegistry registry, Clock clock) {
        streamTimes = new StreamTimes(clock);
        TopicDeclaration progressTopic = settings.topics().progress();
        TopicDeclaration talliesTopic = settings.topics().tallies();
        ProgressLog progressLog = new ProgressLog(
                register(new ProgressRecords.KeyFormat(), progressTopic, "-key", registry),
                register(new ProgressRecords.ValueFormat(), progressTopic, "-value", registry),
                streamTimes);
        TalliesLog talliesLog = new TalliesLog(
                register(new TallyRecords.KeyFormat(), talliesTopic, "-key", registry),
                register(new TallyRecords.ValueFormat(), talliesTopic, "-value", registry),
                eventTallies);
        progress = new CompactedTopicFollower(settings.kafka(), progressTopic, progressLog, clock);
        tallies = new CompactedTopicFollower(settings.kafka(), talliesTopic, talliesLog, clock);
    }

    private static <T> RecordSerde<T> register(
            RecordFormat<T> format, TopicDeclaration topic, String part, SchemaRegistry registry) {
        return RecordSerde.register(format, topic.name() + part, registry);
    }

    void start() {
        progress.start();
        tallies.start();
    }

    StreamTimes streamTimes() {
        return streamTimes;
    }

    boolean isCaughtUp() {
        return progress.isCaughtUp() && tallies.isCaughtUp();
    }

    PipelineStatuses statuses(EventsLag lag) {
        return new PipelineStatuses(streamTimes, eventTallies, lag);
    }

    @Override
    public void close() {
        progress.close();
        tallies.close();
    }
}
