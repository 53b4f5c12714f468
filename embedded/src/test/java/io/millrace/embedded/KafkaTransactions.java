package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * Producers that each write to one partition of a topic after the other, a transaction each time, until closed. So no later transaction of a producer ends what an earlier one
 * left open.
 */
final class KafkaTransactions implements AutoCloseable {
    private static final int PARTITIONS = 32;
    private static final int PRODUCERS = 8;
    private static final int MOST_REFUSED = 3;

    private final String bootstrapServers;
    private final String topic;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Semaphore committed = new Semaphore(0);
    private final List<CompletableFuture<Void>> producers = new ArrayList<>();

    KafkaTransactions(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    KafkaTransactions start() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        }
        for (int number = 0; number < PRODUCERS; number++) {
            String id = topic + "-" + number;
            producers.add(CompletableFuture.runAsync(() -> produce(id), command -> new Thread(command, id).start()));
        }
        return this;
    }

    /** Fails as soon as a producer has. */
    void awaitCommitted(int transactions) throws InterruptedException {
        while (!committed.tryAcquire(transactions, 1, TimeUnit.SECONDS)) {
            assertThat(producers).as("producers of " + topic).noneMatch(CompletableFuture::isCompletedExceptionally);
        }
    }

    /**
     * A coordinator that ended a transaction by itself refuses the producer's commit with an error that Kafka's clients take for fatal
     * (KAFKA-20785). So a producer is then replaced, as Millrace replaces a thread of Kafka Streams. That transaction has ended too.
     */
    private void produce(String id) {
        for (int refused = 0; !closed.get(); refused++) {
            try {
                produceUntilClosed(id + "-" + refused);
            } catch (InvalidTxnStateException ended) {
                assertThat(refused)
                        .as("commits of " + id + " refused: " + ended)
                        .isLessThan(MOST_REFUSED);
            }
        }
    }

    private void produceUntilClosed(String id) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "transactional.id", id),
                new IntegerSerializer(),
                new IntegerSerializer())) {
            while (!isDone(producer::initTransactions)) {
                Thread.onSpinWait();
            }
            for (int next = 0; !closed.get(); next++) {
                producer.beginTransaction();
                var unused = producer.send(new ProducerRecord<>(topic, next % PARTITIONS, next, next));
                while (!isDone(producer::commitTransaction)) {
                    Thread.onSpinWait();
                }
                committed.release();
            }
        }
    }

    /** While the broker is away a call may take longer than it waits for, and may then be made again. */
    private static boolean isDone(Runnable call) {
        try {
            call.run();
            return true;
        } catch (TimeoutException away) {
            return false;
        }
    }

    /** Returns when no transaction is open in any partition; fails if that does not come true. */
    void awaitNoneOpen(Duration patience) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Set<TopicPartition> open = open(); !open.isEmpty(); open = open()) {
            assertThat(System.nanoTime())
                    .as("time until the transactions in " + open + " end")
                    .isLessThan(deadline);
        }
    }

    /** The partitions in which a transaction has begun and not ended. */
    private Set<TopicPartition> open() throws Exception {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, PartitionProducerState> states =
                    admin.describeProducers(partitions).all().get();
            Set<TopicPartition> open = new HashSet<>();
            states.forEach((partition, state) -> {
                if (state.activeProducers().stream().anyMatch(producer -> producer.currentTransactionStartOffset()
                        .isPresent())) {
                    open.add(partition);
                }
            });
            return open;
        }
    }

    /** Begins no further transaction; those that have begun are committed before {@link #close} returns. */
    void stop() {
        closed.set(true);
    }

    @Override
    public void close() {
        stop();
        producers.forEach(CompletableFuture::join);
    }
}
