package io.millrace.kafka.topic;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes topics be there as declared. */
public final class TopicCreator {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);

    private static final long POLL_MILLIS = 50;

    private final KafkaConnection connection;
    private final Admin admin;
    private final Duration timeout;

    /**
     * @param admin of the connection
     * @param timeout for each call to the cluster
     */
    public TopicCreator(KafkaConnection connection, Admin admin, Duration timeout) {
        this.connection = connection;
        this.admin = admin;
        this.timeout = timeout;
    }

    /** {@link #ensure(Collection)} with a client for just this, which is gone when this returns, also if Kafka does not answer. */
    public static void ensure(KafkaConnection connection, Duration timeout, Collection<TopicDeclaration> declarations) {
        Admin admin = connection.admin();
        try {
            new TopicCreator(connection, admin, timeout).ensure(declarations);
        } finally {
            // Else what goes unanswered is waited for, a minute long.
            admin.close(Duration.ZERO);
        }
    }

    /**
     * Creates what is missing and waits until it takes records. Safe to call from many services at once.
     *
     * @throws IllegalStateException if a topic is there with another number of partitions, which would send copies of an event apart
     * @throws KafkaAccessException if the cluster does not let us
     * @throws KafkaException if the cluster can't do it now
     */
    public void ensure(Collection<TopicDeclaration> declarations) {
        var created = admin.createTopics(declarations.stream()
                        .map(topic -> new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                                .configs(topic.configs()))
                        .toList())
                .values();
        List<String> fresh = created.entrySet().stream()
                .filter(creation -> isCreated(creation.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        awaitServed(declarations, fresh);
        Set<String> names = declarations.stream().map(TopicDeclaration::name).collect(Collectors.toSet());
        Map<String, TopicDescription> found =
                untilKnown(() -> get(admin.describeTopics(names).allTopicNames()), timeout);
        for (TopicDeclaration topic : declarations) {
            int partitions =
                    Objects.requireNonNull(found.get(topic.name())).partitions().size();
            if (partitions != topic.partitions()) {
                throw new IllegalStateException("topic " + topic.name() + " has " + partitions + " partitions, not "
                        + topic.partitions()
                        + ": the number is fixed when Millrace is installed; set MILLRACE_PARTITIONS to what it was");
            }
        }
    }

    /**
     * Returns when the leader of each partition answers for it, which is a moment after the cluster names it. In between a broker says that it knows no such topic, or refuses records, and of several
     * batches of an idempotent producer it may refuse the first and take the second: the first is then out of order for good.
     *
     * @param fresh those that were made just now. Of the others, which somebody else may have made a moment ago, only the first partition is sure to be there
     */
    private void awaitServed(Collection<TopicDeclaration> topics, Collection<String> fresh) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (TopicDeclaration topic : topics) {
            int sure = fresh.contains(topic.name()) ? topic.partitions() : 1;
            for (int partition = 0; partition < sure; partition++) {
                partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        // The client asks again for those whose leader does not answer yet, but not if the broker it asks has not heard
        // of the topic.
        var unused = untilKnown(() -> get(admin.listOffsets(partitions).all()), timeout);
    }

    /**
     * Asks until the broker knows the topics that it is asked for, some of which may have been made a moment ago.
     *
     * @throws UnknownTopicOrPartitionException if it does not get to know them in time
     */
    static <T> T untilKnown(Supplier<T> question, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (UnknownTopicOrPartitionException unknown) {
                if (System.nanoTime() > deadline) {
                    throw unknown;
                }
                LOG.debug("not known yet: {}", unknown.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(interrupted);
        }
    }

    private boolean isCreated(KafkaFuture<Void> creation) {
        try {
            get(creation);
            return true;
        } catch (TopicExistsException exists) {
            LOG.debug("there already: {}", exists.getMessage());
            return false;
        }
    }

    private static boolean isAboutAccess(ApiException refusal) {
        return refusal instanceof AuthenticationException || refusal instanceof AuthorizationException;
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ApiException refusal && isAboutAccess(refusal)) {
                throw KafkaAccessException.of(connection, refusal);
            }
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + timeout, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(interrupted);
        }
    }
}
