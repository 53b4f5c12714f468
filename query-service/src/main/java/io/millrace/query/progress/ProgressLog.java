package io.millrace.query.progress;

import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.ProgressRecords.Progress;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the topic of progress from its beginning, in a thread of its own, into {@link StreamTimes}. The topic must exist. */
public final class ProgressLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final List<TopicPartition> partitions;
    private final RecordSerde<ProgressRecords.Key> keys;
    private final RecordSerde<Progress> values;
    private final StreamTimes streamTimes;
    private final Clock clock;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile Instant upToDateAt = Instant.MIN;
    private volatile boolean closing;

    public ProgressLog(
            KafkaConnection connection,
            TopicDeclaration topic,
            RecordSerde<ProgressRecords.Key> keys,
            RecordSerde<Progress> values,
            StreamTimes streamTimes,
            Clock clock) {
        this.keys = keys;
        this.values = values;
        this.streamTimes = streamTimes;
        this.clock = clock;
        partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        Map<String, Object> properties = connection.properties();
        // Progress counts when the partial aggregates it was sent along with do.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = new Thread(this::follow, "progress");
        thread.setDaemon(true);
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** Whether everything in the topic was known a moment ago. */
    public boolean isUpToDate() {
        return upToDateAt.isAfter(clock.instant().minus(FRESH));
    }

    private void follow() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                try {
                    poll();
                } catch (WakeupException wokenToClose) {
                    LOG.debug("woken to close");
                } catch (KafkaException failure) {
                    LOG.warn("progress can't be read right now, trying again: {}", failure.getMessage());
                    pause();
                }
            }
        }
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= Objects.requireNonNull(ends.get(partition)))) {
            upToDateAt = clock.instant();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            ProgressRecords.Key key = keys.deserialize(record.key());
            byte[] value = record.value();
            if (value == null) {
                streamTimes.remove(key);
            } else {
                streamTimes.put(key, values.deserialize(value));
            }
        } catch (RuntimeException unusable) {
            // One record that this version can't read must not hide how far all others have come.
            LOG.error("progress at offset {} of {} can't be used", record.offset(), record.topic(), unusable);
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
