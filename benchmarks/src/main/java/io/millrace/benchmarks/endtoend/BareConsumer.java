package io.millrace.benchmarks.endtoend;

import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads events and decodes them, in as many threads as a topology has, and does nothing with them: what no topology can be faster than. */
final class BareConsumer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Lab lab;
    private final int threads;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    BareConsumer(Lab lab, int threads) {
        this.lab = lab;
        this.threads = threads;
    }

    /** Seconds that it takes to read the next so many events. */
    double read(long events) {
        List<CompletableFuture<Map<TopicPartition, Long>>> running = new ArrayList<>();
        long started = System.nanoTime();
        String topic = lab.topics().events(Corpus.TENANT).name();
        for (int thread = 0; thread < threads; thread++) {
            List<TopicPartition> own = new ArrayList<>();
            for (int partition = thread; partition < lab.topics().partitions(); partition += threads) {
                own.add(new TopicPartition(topic, partition));
            }
            running.add(CompletableFuture.supplyAsync(() -> read(own)));
        }
        long before = total();
        running.forEach(each -> positions.putAll(each.join()));
        double seconds = (System.nanoTime() - started) / 1e9;
        if (total() - before != events) {
            throw new IllegalStateException("read " + (total() - before) + " events, not " + events);
        }
        return seconds;
    }

    private long total() {
        return positions.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<TopicPartition, Long> read(List<TopicPartition> partitions) {
        Map<String, Object> properties = lab.kafka().properties();
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Event event = new Event(Corpus.schema());
        EventDecoder decoder = new EventDecoder(Corpus.schema(), Corpus.schema());
        Map<TopicPartition, Long> reached = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    decoder.decode(record.value(), event);
                }
            }
            partitions.forEach(partition -> reached.put(partition, consumer.position(partition)));
        }
        return reached;
    }
}
