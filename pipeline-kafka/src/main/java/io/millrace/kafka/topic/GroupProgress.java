package io.millrace.kafka.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where topics end, and whether groups have committed that they are past that. Not thread-safe. */
public final class GroupProgress implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;

    public GroupProgress(KafkaConnection connection) {
        admin = connection.admin();
        Map<String, Object> properties = connection.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The ends of those topics that are there, with what stands in transactions that are open.
     *
     * @throws KafkaException if Kafka can't say it now
     */
    public Map<TopicPartition, Long> ends(Collection<String> topics) {
        return ends(topics, IsolationLevel.READ_UNCOMMITTED);
    }

    /** The end of a topic's only partition as its readers see it: who has come so far knows all that was committed. */
    public long committedEnd(TopicDeclaration topic) {
        return ends(List.of(topic.name()), IsolationLevel.READ_COMMITTED)
                .getOrDefault(new TopicPartition(topic.name(), 0), 0L);
    }

    private Map<TopicPartition, Long> ends(Collection<String> topics, IsolationLevel isolation) {
        Set<String> there = get(admin.listTopics().names());
        List<String> asked = topics.stream().filter(there::contains).toList();
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        get(admin.describeTopics(asked).allTopicNames()).forEach((topic, description) -> description
                .partitions()
                .forEach(
                        partition -> specs.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(specs, new ListOffsetsOptions(isolation)).all())
                .forEach((partition, result) -> ends.put(partition, result.offset()));
        return ends;
    }

    /**
     * Whether a group has committed that it is done with all records below some offsets. Markers of transactions take offsets too, which not everybody commits: what lies
     * between is looked at. Where that can't be told now, it is not.
     *
     * @throws KafkaException if Kafka can't say it now
     */
    public boolean isPast(String group, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            long reached = offset == null ? 0 : offset.offset();
            if (reached < end.getValue() && mayHaveRecord(end.getKey(), reached, end.getValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean mayHaveRecord(TopicPartition partition, long from, long until) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + LOOK.toNanos();
        while (System.nanoTime() < deadline) {
            var records = consumer.poll(POLL).records(partition);
            if (!records.isEmpty()) {
                return records.get(0).offset() < until;
            }
            if (consumer.position(partition, TIMEOUT) >= until) {
                return false;
            }
        }
        return true;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + TIMEOUT, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(TIMEOUT);
    }
}
