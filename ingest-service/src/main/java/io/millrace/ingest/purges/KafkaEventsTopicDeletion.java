package io.millrace.ingest.purges;

import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** By the topic's id, which a topic that is made later under the same name does not have. */
public record KafkaEventsTopicDeletion(Admin admin, Topics topics, Duration timeout) implements EventsTopicDeletion {
    @Override
    public void delete(String tenant, BooleanSupplier inForce) {
        String name = topics.events(tenant).name();
        try {
            var described = get(admin.describeTopics(List.of(name)).allTopicNames());
            List<Uuid> ids = described.values().stream()
                    .map(description -> description.topicId())
                    .toList();
            if (inForce.getAsBoolean()) {
                get(admin.deleteTopics(TopicCollection.ofTopicIds(ids)).all());
            }
        } catch (UnknownTopicOrPartitionException | UnknownTopicIdException gone) {
            // As it should be.
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
