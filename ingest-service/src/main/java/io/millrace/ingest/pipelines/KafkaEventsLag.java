package io.millrace.ingest.pipelines;

import io.millrace.kafka.topic.ConsumerGroups;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What the stream-processor has committed, against the ends of the events topic. */
public final class KafkaEventsLag implements EventsLag {
    private final Admin admin;
    private final Topics topics;
    private final Duration timeout;

    /**
     * @param timeout for each call to the cluster
     */
    public KafkaEventsLag(Admin admin, Topics topics, Duration timeout) {
        this.admin = admin;
        this.topics = topics;
        this.timeout = timeout;
    }

    @Override
    public long of(String tenant) {
        TopicDeclaration events = topics.events(tenant);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int partition = 0; partition < events.partitions(); partition++) {
            TopicPartition one = new TopicPartition(events.name(), partition);
            first.put(one, OffsetSpec.earliest());
            last.put(one, OffsetSpec.latest());
        }
        // What was committed before the ends are asked for is never beyond them.
        Map<TopicPartition, OffsetAndMetadata> committed = get(admin.listConsumerGroupOffsets(Map.of(
                        ConsumerGroups.STREAM, new ListConsumerGroupOffsetsSpec().topicPartitions(first.keySet())))
                .partitionsToOffsetAndMetadata(ConsumerGroups.STREAM));
        Map<TopicPartition, ListOffsetsResultInfo> starts =
                get(admin.listOffsets(first).all());
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                get(admin.listOffsets(last).all());
        long lag = 0;
        for (TopicPartition partition : first.keySet()) {
            OffsetAndMetadata reached = committed.get(partition);
            long start = Objects.requireNonNull(starts.get(partition)).offset();
            long from = reached == null ? start : Math.max(start, reached.offset());
            lag += Math.max(0, Objects.requireNonNull(ends.get(partition)).offset() - from);
        }
        return lag;
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeout, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(interrupted);
        }
    }
}
