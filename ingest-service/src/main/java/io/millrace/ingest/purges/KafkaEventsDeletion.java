package io.millrace.ingest.purges;

import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Up to where the topic ends. The topic stays: were it deleted, Kafka Streams would go on committing the offsets that it had read, for which all tenants would wait, and a topic made
 * anew under the name would be read from where the other one ended.
 */
public record KafkaEventsDeletion(Admin admin, Topics topics, Duration timeout) implements EventsDeletion {
    @Override
    public void delete(String tenant, BooleanSupplier inForce) {
        String name = topics.events(tenant).name();
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            get(admin.describeTopics(List.of(name)).allTopicNames()).forEach((topic, description) -> description
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, RecordsToDelete> below = new HashMap<>();
            get(admin.listOffsets(ends).all())
                    .forEach((partition, end) -> below.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            if (inForce.getAsBoolean()) {
                get(admin.deleteRecords(below).all());
            }
        } catch (UnknownTopicOrPartitionException never) {
            // The tenant never had a pipeline.
        }
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeout, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }
}
