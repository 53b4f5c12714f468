package io.millrace.embedded;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/** Produces numbers to a topic, many in flight, until closed. */
final class KafkaRecords implements AutoCloseable {
    private static final String TOPIC = "numbers";

    /** Enough to be cut off in the middle; few enough to leave the processors to the servers that start. */
    private static final int IN_FLIGHT = 200;

    private final String bootstrapServers;
    private final Acknowledged acknowledged = new Acknowledged();
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private final AtomicBoolean closed = new AtomicBoolean();
    private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

    KafkaRecords(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    Acknowledged acknowledged() {
        return acknowledged;
    }

    KafkaRecords start() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(4), Optional.empty())))
                    .all()
                    .get();
        }
        done = CompletableFuture.runAsync(this::produce);
        return this;
    }

    private void produce() {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 5),
                new IntegerSerializer(),
                new IntegerSerializer())) {
            for (int next = 0; !closed.get(); next++) {
                int number = next;
                permits.acquireUninterruptibly();
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>(TOPIC, number, number), (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.add(number);
                            }
                            permits.release();
                        });
            }
        }
    }

    static BitSet read(String bootstrapServers) {
        BitSet found = new BitSet();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(KafkaRecords::partition)
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<Integer, Integer> consumed : consumer.poll(Duration.ofSeconds(1))) {
                    found.set(consumed.value());
                }
            }
        }
        return found;
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }

    @Override
    public void close() {
        closed.set(true);
        done.join();
    }
}
