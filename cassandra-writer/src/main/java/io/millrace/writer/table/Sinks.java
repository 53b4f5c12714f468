package io.millrace.writer.table;

import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.writer.sink.SinkLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the sinks consume, and how. */
public final class Sinks {

    /** The least that brokers allow by default: a writer that was killed is missed soon. */
    private static final int SESSION_TIMEOUT_MILLIS = 6_000;

    private Sinks() {}

    /** Reads the topic of rollup rows. */
    public static SinkLoop.Subscription rollups(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.rollups().name()), listener);
    }

    /** Reads the topic of rows of typed tables. */
    public static SinkLoop.Subscription tables(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.tables().name()), listener);
    }

    /** Reads the topic of dead letters. */
    public static SinkLoop.Subscription deadLetters(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.deadLetters().name()), listener);
    }

    /** Reads the topic of alerts. */
    public static SinkLoop.Subscription alerts(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.alerts().name()), listener);
    }

    /** Reads the topic of runs of sources. */
    public static SinkLoop.Subscription sourceRuns(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.sourceRuns().name()), listener);
    }

    /** Reads the topic of purges. */
    public static SinkLoop.Subscription purges(Topics topics) {
        return (consumer, listener) ->
                consumer.subscribe(List.of(topics.purges().name()), listener);
    }

    /** Reads the events of every tenant, soon after there is one. */
    public static SinkLoop.Subscription events() {
        return (consumer, listener) -> consumer.subscribe(Topics.EVENTS, listener);
    }

    /**
     * @param name of the sink: {@code rollups}, {@code archive}, {@code alerts}, {@code tables}, {@code dead-letters}, {@code source-runs} or
     *     {@code purges}
     * @param instance if given, names this writer among those of the installation, so that after a restart it has its partitions back at
     *     once; two of the same name shut each other out
     */
    public static Consumer<byte[], byte[]> consumer(
            KafkaConnection connection, String name, Optional<String> instance) {
        Map<String, Object> properties = connection.properties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, ConsumerGroups.writer(name));
        instance.ifPresent(id -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id + "-" + name));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MILLIS / 4);
        // A new tenant's topic is found by looking again.
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 1_000);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // What the client holds beside what the sink holds.
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
