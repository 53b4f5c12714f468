package io.millrace.query.live;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.RowsUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of rows from its end on, once for all who listen, and not at all while nobody does. */
public final class ChangesTopic implements RowChanges, AutoCloseable {
    /** Who listens at once; more are refused. */
    static final int MOST_LISTENERS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(ChangesTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    // Only keys are looked at, but rows come with them: no more than this is held of them.
    private static final int FETCHED_BYTES = 8 << 20;
    private static final int FETCHED_BYTES_OF_PARTITION = 1 << 20;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final List<TopicPartition> partitions;
    private final RecordSerde<RollupRow.Key> keys;
    private final Duration patience;
    private final List<Ear> ears = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** One who listens; hears once the reading has come to the end of the topic. */
    private record Ear(Listener listener, CountDownLatch hears) {}

    public ChangesTopic(KafkaConnection connection, TopicDeclaration topic, RecordSerde<RollupRow.Key> keys) {
        this(topic, keys, Duration.ofSeconds(10), () -> consumer(connection));
    }

    /**
     * @param patience how long who begins to listen waits for the end of the topic
     */
    ChangesTopic(
            TopicDeclaration topic,
            RecordSerde<RollupRow.Key> keys,
            Duration patience,
            Supplier<Consumer<byte[], byte[]>> consumers) {
        this.keys = keys;
        this.patience = patience;
        this.consumers = consumers;
        partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        thread = new Thread(this::read, "changes-of-rows");
        thread.setDaemon(true);
    }

    private static Consumer<byte[], byte[]> consumer(KafkaConnection connection) {
        Map<String, Object> properties = connection.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Whatever is passed over is told as missed, so nothing may be passed over silently.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_BYTES_OF_PARTITION);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Begins to wait for those who listen. */
    public void start() {
        thread.start();
    }

    @Override
    public Listening listen(Listener listener) {
        Ear ear = new Ear(listener, new CountDownLatch(1));
        add(ear);
        boolean hears = false;
        try {
            hears = ear.hears().await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            if (!hears) {
                ears.remove(ear);
            }
        }
        if (!hears) {
            throw new RowsUnavailableException("Kafka does not tell of changes now");
        }
        return () -> ears.remove(ear);
    }

    private synchronized void add(Ear ear) {
        if (ears.size() >= MOST_LISTENERS) {
            throw new RowsUnavailableException("rows are followed " + MOST_LISTENERS + " times, as often as can be");
        }
        ears.add(ear);
        notifyAll();
    }

    private synchronized void awaitListener() throws InterruptedException {
        while (ears.isEmpty() && !isClosing()) {
            wait();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void read() {
        try {
            while (!isClosing()) {
                awaitListener();
                readUntilItFails();
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted to close");
        }
    }

    /** Who was told so far is told that it ends: what is written until reading begins again is not read. */
    private void readUntilItFails() throws InterruptedException {
        try {
            readWhileHeard();
        } catch (RuntimeException failure) {
            List<Ear> told =
                    ears.stream().filter(ear -> ear.hears().getCount() == 0).toList();
            ears.removeAll(told);
            told.forEach(ear -> ear.listener().missed());
            if (!isClosing()) {
                LOG.warn("changes of rows can't be read right now, trying again", failure);
                var unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void readWhileHeard() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Asks for the ends now: what is written from here on is read.
            partitions.forEach(consumer::position);
            while (!isClosing() && !ears.isEmpty()) {
                ears.forEach(ear -> ear.hears().countDown());
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    RollupRow.Key key = keys.deserialize(record.key());
                    ears.forEach(ear -> ear.listener().changed(key));
                }
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
