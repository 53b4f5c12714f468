package io.millrace.kafka.definitions;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.PipelineDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic of definitions from its beginning, in a thread of its own, into a {@link DefinitionsView}. Every service reads definitions
 * this way; the topic must exist.
 */
public final class DefinitionsLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final DefinitionsView view = new DefinitionsView(PATIENCE);
    private final TopicPartition partition =
            new TopicPartition(new Topics(1).pipelines().name(), 0);
    private final RecordSerde<PipelineRecord> serde;
    private final Function<String, PipelineDefinition> reader;
    private final Consumer<String, byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile boolean closing;

    /**
     * @param reader from the text of a definition to the definition
     */
    public DefinitionsLog(
            KafkaConnection connection,
            RecordSerde<PipelineRecord> serde,
            Function<String, PipelineDefinition> reader) {
        this.serde = serde;
        this.reader = reader;
        Map<String, Object> properties = connection.properties();
        // A definition counts when its transaction has committed, or at once if it had none.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        thread = new Thread(this::follow, "definitions");
        thread.setDaemon(true);
    }

    /** Begins to follow. */
    public void start() {
        thread.start();
    }

    /** What is known, at any moment. */
    public Definitions definitions() {
        return view;
    }

    /** Whether everything that stood in the topic when this started is known. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /**
     * Waits until everything that stood in the topic when this started is known.
     *
     * @return whether that came true in time
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void follow() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closing) {
                try {
                    poll();
                } catch (WakeupException wokenToClose) {
                    LOG.debug("woken to close");
                } catch (KafkaException failure) {
                    LOG.warn("definitions can't be read right now, trying again: {}", failure.getMessage());
                }
            }
        }
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        // The position also passes offsets that hold no record: what compaction removed, the markers of transactions.
        long position = consumer.position(partition);
        view.advance(position - 1);
        if (caughtUp.getCount() > 0
                && position
                        >= Objects.requireNonNull(
                                consumer.endOffsets(List.of(partition)).get(partition))) {
            caughtUp.countDown();
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            view.remove(record.key());
            return;
        }
        try {
            view.put(record.key(), ActivePipeline.of(serde.deserialize(value), record.offset(), reader));
        } catch (RuntimeException unusable) {
            // One definition that this version can't run must not stop all others; the former one stays in force.
            LOG.error("definition {} at offset {} can't be used", record.key(), record.offset(), unusable);
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
