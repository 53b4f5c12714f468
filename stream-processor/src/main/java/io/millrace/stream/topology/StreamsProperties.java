package io.millrace.stream.topology;

import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.RowPartitioner;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of Kafka Streams that the topology relies on. */
public final class StreamsProperties {
    /** The same for every process of an installation: they share the work. Also how state topics are called. */
    public static final String APPLICATION_ID = ConsumerGroups.STREAM;

    private static final int SESSION_MILLIS = 8_000;

    /** Records of a changelog; one may hold thousands of ids. A copy that is no further behind takes over at once. */
    private static final long CAUGHT_UP_RECORDS = 10_000;

    /** How soon a task moves to a process that has caught up with its state; Kafka Streams allows no shorter. */
    private static final long PROBING_MILLIS = 60_000;

    /** A commit that is due while nothing comes in is noticed this soon. */
    private static final long LONGEST_POLL_MILLIS = 10;

    private StreamsProperties() {}

    /**
     * A fresh set.
     *
     * @param memory of the stores; must outlive Kafka Streams
     */
    public static Properties of(StreamsSettings settings, StoreMemory memory) {
        Properties properties = new Properties();
        properties.putAll(settings.kafka().properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);

        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, CAUGHT_UP_RECORDS);
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);

        // Exactly once. A crashed transaction blocks all readers until it times out or its producer is back.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.longestCommitInterval().toMillis());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);

        // The stages hold what a cache would hold.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreOptions.class);
        properties.put(StoreOptions.MEMORY, memory);

        // Partitions have no order among each other that matters, so none is waited for.
        properties.put(StreamsConfig.POLL_MS_CONFIG, LONGEST_POLL_MILLIS);
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");

        // A poll costs much, and a run of so many events takes a few milliseconds.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 4_000);

        // A new tenant's topic is noticed this soon; a process that is gone, that soon.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.METADATA_MAX_AGE_CONFIG), 1_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instance());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_MILLIS / 4);

        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.PARTITIONER_CLASS_CONFIG), RowPartitioner.class.getName());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
