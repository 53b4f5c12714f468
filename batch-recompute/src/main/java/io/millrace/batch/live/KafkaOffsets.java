package io.millrace.batch.live;

import io.millrace.batch.run.Offsets;
import io.millrace.batch.run.RefusedException;
import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Offsets as Kafka knows them. Not thread-safe. */
final class KafkaOffsets implements Offsets, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Admin admin;
    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;

    KafkaOffsets(KafkaConnection connection) {
        admin = connection.admin();
        Map<String, Object> properties = connection.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        // How many partitions an installation has is known from any of its topics.
        topics = new Topics(partitions(new Topics(1).rollups().name()));
    }

    Topics topics() {
        return topics;
    }

    private int partitions(String topic) {
        var described = get(admin.describeTopics(List.of(topic)).allTopicNames());
        return Objects.requireNonNull(described.get(topic)).partitions().size();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new RefusedException(
                    "Kafka refused: " + failure.getCause(),
                    "See that --kafka names the cluster of this Millrace, and that its services were started once.",
                    failure);
        } catch (TimeoutException late) {
            throw new RefusedException(
                    "Kafka did not answer within " + TIMEOUT.toSeconds() + " s.",
                    "See that Kafka runs and that --kafka names it. Then run the same again.",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was asked", interrupted);
        }
    }

    @Override
    public boolean hasEvents(String tenant) {
        return get(admin.listTopics().names()).contains(topics.events(tenant).name());
    }

    @Override
    public long[] ends(String tenant) {
        return hasEvents(tenant) ? endsOf(topics.events(tenant).name()) : new long[topics.partitions()];
    }

    private long[] endsOf(String topic) {
        List<TopicPartition> partitions = IntStream.range(0, topics.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
        return partitions.stream()
                .mapToLong(partition -> ends.getOrDefault(partition, 0L))
                .toArray();
    }

    @Override
    public long[] taken(String tenant) {
        String topic = topics.events(tenant).name();
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(ConsumerGroups.STREAM).partitionsToOffsetAndMetadata());
        return IntStream.range(0, topics.partitions())
                .mapToLong(index -> {
                    TopicPartition partition = new TopicPartition(topic, index);
                    OffsetAndMetadata offset = committed.get(partition);
                    return offset != null && hadRecord(partition, offset.offset()) ? offset.offset() : 0;
                })
                .toArray();
    }

    /** What retention removed was there, too. */
    private boolean hadRecord(TopicPartition partition, long until) {
        long beginning = Objects.requireNonNull(
                consumer.beginningOffsets(List.of(partition), TIMEOUT).get(partition));
        return until > 0 && (beginning > 0 || hasRecord(partition, 0, until));
    }

    @Override
    public boolean isArchived(String tenant, long[] below) {
        return isPast(ConsumerGroups.ARCHIVE, topics.events(tenant).name(), below);
    }

    @Override
    public BooleanSupplier settling(String tenant, long[] below) {
        return new Settling(tenant, below);
    }

    /** From stage to stage: what a stage has taken in by its commit is below the ends of what it writes, which the next is then waited for. */
    private final class Settling implements BooleanSupplier {
        private final String tenant;
        private final long[] below;
        private Optional<long[]> partials = Optional.empty();
        private Optional<long[]> rows = Optional.empty();

        Settling(String tenant, long[] below) {
            this.tenant = tenant;
            this.below = below;
        }

        @Override
        public boolean getAsBoolean() {
            String rollups = topics.rollups().name();
            if (partials.isEmpty()
                    && isArchived(tenant, below)
                    && isPast(ConsumerGroups.STREAM, topics.events(tenant).name(), below)) {
                partials = Optional.of(endsOf(ConsumerGroups.PARTIALS_TOPIC));
            }
            if (rows.isEmpty()
                    && partials.isPresent()
                    && isPast(ConsumerGroups.STREAM, ConsumerGroups.PARTIALS_TOPIC, partials.get())) {
                rows = Optional.of(endsOf(rollups));
            }
            return rows.isPresent() && isPast(ConsumerGroups.ROLLUPS, rollups, rows.get());
        }
    }

    /** Whether a group has committed that it is done with all records below some offsets. */
    private boolean isPast(String group, String topic, long[] below) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        for (int index = 0; index < below.length; index++) {
            TopicPartition partition = new TopicPartition(topic, index);
            OffsetAndMetadata offset = committed.get(partition);
            long reached = offset == null ? 0 : offset.offset();
            if (reached < below[index] && hasRecord(partition, reached, below[index])) {
                return false;
            }
        }
        return true;
    }

    /** Offsets are taken by markers of transactions too, which nobody commits that he is done with. */
    private boolean hasRecord(TopicPartition partition, long from, long until) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            var records = consumer.poll(POLL).records(partition);
            if (!records.isEmpty()) {
                return records.get(0).offset() < until;
            }
            if (consumer.position(partition) >= until) {
                return false;
            }
        }
        throw new RefusedException(
                "Kafka did not hand over " + partition + " within " + TIMEOUT.toSeconds() + " s.",
                "See that Kafka runs. Then run the same again.");
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(TIMEOUT);
    }
}
