package io.millrace.kafka.cuts;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the topic of cuts, for those who wait until the stream has said where it began to feed a generation. Only what was committed is seen. The topic must
 * exist.
 */
public final class CutsLog implements AutoCloseable {
    private final KnownCuts known;
    private final CompactedTopicFollower follower;

    /** A recomputed generation that is fed. */
    public record Fed(String tenant, String pipeline, String rollup, int generation) {
        public static Fed of(PipelineRecord pipeline, PipelineRecord.Feed feed) {
            return new Fed(pipeline.tenant(), pipeline.pipeline(), feed.rollup(), feed.generation());
        }
    }

    /**
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry does not answer
     */
    public CutsLog(KafkaConnection connection, SchemaRegistry registry, Clock clock) {
        TopicDeclaration topic = new Topics(1).cuts();
        known = new KnownCuts(keySerde(registry), valueSerde(registry));
        follower = new CompactedTopicFollower(connection, topic, known, clock);
    }

    /** Of keys of the topic. */
    public static RecordSerde<CutRecords.Key> keySerde(SchemaRegistry registry) {
        return RecordSerde.register(
                new CutRecords.KeyFormat(), new Topics(1).cuts().name() + "-key", registry);
    }

    /** Of values of the topic. */
    public static RecordSerde<Cut> valueSerde(SchemaRegistry registry) {
        return RecordSerde.register(
                new CutRecords.ValueFormat(), new Topics(1).cuts().name() + "-value", registry);
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    /**
     * Waits until everything is known that stands in the topic.
     *
     * @return whether that came true in time
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return follower.awaitCaughtUp(timeout);
    }

    /** The cuts of a generation that are known, by events partition. */
    public Map<Integer, Cut> of(Fed fed) {
        return known.of(fed);
    }

    /**
     * Waits until the cut of a generation is known in every events partition.
     *
     * @param partitions of every events topic
     * @return the offsets by partition: of each, what lies below is not fed and all else is; empty if some are not known in time
     */
    public Optional<long[]> await(Fed fed, int partitions, Duration timeout) throws InterruptedException {
        return known.await(fed, partitions, timeout);
    }

    @Override
    public void close() {
        follower.close();
    }
}
