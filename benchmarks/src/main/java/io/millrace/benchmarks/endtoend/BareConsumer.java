package io.millrace.benchmarks.endtoend;

import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads events and decodes them, in as many threads as a topology has, and does nothing with them: what no topology can be faster than. */
final class BareConsumer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Lab lab;
    private final EventsInput input;
    private final int threads;

    BareConsumer(Lab lab, EventsInput input, int threads) {
        this.lab = lab;
        this.input = input;
        this.threads = threads;
    }

    /** Seconds from the commit of so many new events until all are read, by consumers that wait for them. */
    double read(int events, boolean mayHaveCopies) throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(threads);
        AtomicLong left = new AtomicLong(events);
        CompletableFuture<Long> finished = new CompletableFuture<>();
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try (EventsInput.Round round = input.append(events, mayHaveCopies)) {
            for (int thread = 0; thread < threads; thread++) {
                List<TopicPartition> own = new ArrayList<>();
                for (int partition = thread; partition < lab.topics().partitions(); partition += threads) {
                    own.add(new TopicPartition(input.topic(), partition));
                }
                readers.execute(() -> {
                    try {
                        read(own, waiting, left);
                        finished.complete(System.nanoTime());
                    } catch (RuntimeException failure) {
                        finished.completeExceptionally(failure);
                        waiting.countDown();
                    }
                });
            }
            waiting.await();
            long started = System.nanoTime();
            round.commit();
            double seconds = (finished.join() - started) / 1e9;
            if (left.get() != 0) {
                throw new IllegalStateException("read " + (events - left.get()) + " events, not " + events);
            }
            return seconds;
        } finally {
            readers.shutdown();
        }
    }

    private void read(List<TopicPartition> partitions, CountDownLatch waiting, AtomicLong left) {
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Event event = new Event(Corpus.schema());
        EventDecoder decoder = new EventDecoder(Corpus.schema(), Corpus.schema());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            // Committed events end before those of the open transaction.
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            waiting.countDown();
            while (left.get() > 0) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    decoder.decode(record.value(), event);
                }
                left.addAndGet(-records.count());
            }
        }
    }
}
