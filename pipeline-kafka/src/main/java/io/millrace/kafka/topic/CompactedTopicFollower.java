package io.millrace.kafka.topic;

import io.millrace.kafka.registry.SchemaRegistryException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
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

/**
 * Follows a compacted topic from its beginning into memory, in a thread of its own, for as long as it is open. What Kafka or the schema registry
 * can't do now is tried again, and no record is passed over for it. The topic must exist.
 */
public final class CompactedTopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompactedTopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final String topic;
    private final List<TopicPartition> partitions;
    private final Memory memory;
    private final Clock clock;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Instant upToDateAt = Instant.MIN;

    /** What the topic is read into. Called in one thread. */
    public interface Memory {
        /**
         * Takes in a record; no value = its key is gone.
         *
         * @throws SchemaRegistryException if the registry can't say now what the bytes mean; the same record comes again
         * @throws TryAgainException if something else must come first; the same record comes again
         * @throws RuntimeException if the record can't be used; it is logged and passed over
         */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** Everything in a partition up to and with an offset was given to {@link #take}. */
        default void advanced(int partition, long offset) {}
    }

    public CompactedTopicFollower(KafkaConnection connection, TopicDeclaration topic, Memory memory, Clock clock) {
        this(topic, memory, clock, consumer(connection));
    }

    CompactedTopicFollower(TopicDeclaration topic, Memory memory, Clock clock, Consumer<byte[], byte[]> consumer) {
        this.topic = topic.name();
        this.memory = memory;
        this.clock = clock;
        this.consumer = consumer;
        partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        thread = new Thread(this::follow, "follow-" + topic.name());
        thread.setDaemon(true);
    }

    private static Consumer<byte[], byte[]> consumer(KafkaConnection connection) {
        Map<String, Object> properties = connection.properties();
        // A record counts when its transaction has committed, or at once if it had none.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** Whether everything was known once that stood in the topic. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /**
     * Waits until everything is known that stands in the topic.
     *
     * @return whether that came true in time
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether everything in the topic was known a moment ago. */
    public boolean isUpToDate() {
        return upToDateAt.isAfter(clock.instant().minus(FRESH));
    }

    private void follow() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!isClosing()) {
                try {
                    poll();
                } catch (WakeupException wokenToClose) {
                    LOG.debug("woken to close");
                } catch (KafkaException failure) {
                    pause(failure);
                }
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted to close");
        }
    }

    private void poll() throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        if (isClosing()) {
            return;
        }
        // A position also passes offsets that hold no record: what compaction removed, the markers of transactions.
        partitions.forEach(partition -> memory.advanced(partition.partition(), consumer.position(partition) - 1));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= Objects.requireNonNull(ends.get(partition)))) {
            upToDateAt = clock.instant();
            caughtUp.countDown();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        while (!isClosing()) {
            try {
                memory.take(record);
                return;
            } catch (SchemaRegistryException failure) {
                if (!failure.isRetryable()) {
                    passOver(record, failure);
                    return;
                }
                pause(failure);
            } catch (TryAgainException early) {
                LOG.debug("again: {}", early.getMessage());
            } catch (RuntimeException unusable) {
                passOver(record, unusable);
                return;
            }
        }
    }

    /** One record that this version can't use must not hide all others. */
    private void passOver(ConsumerRecord<byte[], byte[]> record, RuntimeException unusable) {
        LOG.error("the record at offset {} of {} can't be used", record.offset(), topic, unusable);
    }

    private void pause(RuntimeException failure) throws InterruptedException {
        LOG.warn("{} can't be followed right now, trying again: {}", topic, failure.getMessage());
        var unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
