package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.topic.TopicDeclaration;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sources of the partitions that the group gave to this instance ({@link RunningSources}). One thread holds the leases, others take the steps.
 *
 * <p>Why a source never counts twice: a lease is taken before its partition is read to the end, so what is read is what the last commit of any owner left, and
 * no former owner commits after it.
 */
public final class SourceLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLeases.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(15);

    private final TopicDeclaration topic;
    private final LeaseClients clients;
    private final SourcesView view;
    private final RunningSources sources;

    private final Map<Integer, SourceLease> leases = new HashMap<>();
    private final Set<Integer> assigned = new HashSet<>();
    private final BlockingQueue<Runnable> steps;
    private final Thread thread = new Thread(this::run, "sources");
    private final List<Thread> workers;
    private final CountDownLatch closing = new CountDownLatch(1);

    public SourceLeases(
            TopicDeclaration topic,
            SourceSettings settings,
            LeaseClients clients,
            SourcesView view,
            Definitions definitions,
            SourceOpener opener,
            SourceRecords records,
            SourceMetrics metrics,
            Clock clock) {
        this.topic = topic;
        this.clients = clients;
        this.view = view;
        sources = new RunningSources(topic, view, definitions, opener, records, metrics, clock);
        steps = new ArrayBlockingQueue<>(settings.threads());
        workers = IntStream.range(0, settings.threads())
                .mapToObj(number -> new Thread(this::work, "source-" + number))
                .toList();
        thread.setDaemon(true);
        workers.forEach(worker -> worker.setDaemon(true));
    }

    /** Begins to ask for leases, and to run what they are for. */
    public void start() {
        thread.start();
        workers.forEach(Thread::start);
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = clients.group()) {
            consumer.subscribe(List.of(topic.name()), new Assignment(consumer));
            while (!isClosing()) {
                try {
                    // Nothing is fetched: the partitions are paused, and read elsewhere.
                    var unused = consumer.poll(TICK);
                    takeLeases();
                    sources.reconcile(leases);
                    sources.dispatch(steps);
                } catch (WakeupException wokenToClose) {
                    LOG.debug("woken to close");
                } catch (RuntimeException failure) {
                    sources.unsettle();
                    LOG.warn("sources can't be run right now, trying again", failure);
                    var unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            release(Set.copyOf(leases.keySet()));
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted to close");
        }
    }

    private void takeLeases() throws InterruptedException {
        for (SourceLease lease : List.copyOf(leases.values())) {
            if (lease.isLost()) {
                release(Set.of(lease.partition()));
            }
        }
        for (int partition : Set.copyOf(assigned)) {
            if (!leases.containsKey(partition)) {
                SourceLease lease = new SourceLease(partition, topic.name(), clients.transactional(partition));
                leases.put(partition, lease);
                try {
                    view.await(partition, clients.end(new TopicPartition(topic.name(), partition)) - 1, PATIENCE);
                } catch (KafkaException behind) {
                    lease.close();
                    throw behind;
                }
                sources.unsettle();
                LOG.info("runs the sources of partition {}", partition);
            }
        }
    }

    private void release(Set<Integer> partitions) {
        sources.stop(partitions);
        for (int partition : partitions) {
            SourceLease lease = leases.remove(partition);
            if (lease != null) {
                lease.close();
                LOG.info("no longer runs the sources of partition {}", partition);
            }
        }
    }

    private void work() {
        try {
            while (!isClosing()) {
                Runnable step = steps.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (step != null) {
                    runGuarded(step);
                }
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted to close");
        }
    }

    /** A fault of ours in one source must not take its thread from all others. */
    private static void runGuarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            LOG.error("a step of a source ended in a fault", fault);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Gives the leases up. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE.toMillis());
            for (Thread worker : workers) {
                worker.interrupt();
                worker.join(PAUSE.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what the group says; called within polls, by the same thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(consumer.assignment());
            partitions.forEach(partition -> assigned.add(partition.partition()));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Set<Integer> numbers = new HashSet<>();
            partitions.forEach(partition -> numbers.add(partition.partition()));
            assigned.removeAll(numbers);
            release(numbers);
        }
    }
}
