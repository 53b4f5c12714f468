package io.millrace.ingest.sources;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.record.SourceProgressRecord;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.definition.SourceDefinition;
import io.millrace.shell.life.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
 * Runs the sources of the partitions that the group gave to this instance. One thread holds the leases, others take the steps.
 *
 * <p>Why a source never counts twice: a lease is taken before its partition is read to the end, so what is read is what the last commit of any owner left, and
 * no former owner commits after it.
 */
public final class SourceLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLeases.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** How long a source may go on until others have their turn. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(15);

    private final TopicDeclaration topic;
    private final SourceClients clients;
    private final SourcesView view;
    private final Definitions definitions;
    private final SourceOpener opener;
    private final RecordSerde<SourceProgressRecord> serde;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), new Random());

    private final Map<Integer, SourceLease> leases = new HashMap<>();
    private final Map<SourceKey, SourceTask> tasks = new LinkedHashMap<>();
    private final Set<Integer> assigned = new HashSet<>();
    /** Whether what is run may not be what should be, other than for a new definition. */
    private boolean unsettled = true;

    private long reconciledAt = -1;
    private final BlockingQueue<Runnable> steps;
    private final Thread thread = new Thread(this::run, "sources");
    private final List<Thread> workers;
    private final CountDownLatch closing = new CountDownLatch(1);

    public SourceLeases(
            TopicDeclaration topic,
            SourceSettings settings,
            SourceClients clients,
            SourcesView view,
            Definitions definitions,
            SourceOpener opener,
            RecordSerde<SourceProgressRecord> serde,
            SourceMetrics metrics,
            Clock clock) {
        this.topic = topic;
        this.clients = clients;
        this.view = view;
        this.definitions = definitions;
        this.opener = opener;
        this.serde = serde;
        this.metrics = metrics;
        this.clock = clock;
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
                    if (unsettled || definitions.offset() != reconciledAt) {
                        reconcile();
                    }
                    dispatch();
                } catch (WakeupException wokenToClose) {
                    LOG.debug("woken to close");
                } catch (RuntimeException failure) {
                    unsettled = true;
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
                unsettled = true;
                LOG.info("runs the sources of partition {}", partition);
            }
        }
    }

    private void release(Set<Integer> partitions) {
        Iterator<SourceTask> each = tasks.values().iterator();
        while (each.hasNext()) {
            SourceTask task = each.next();
            if (partitions.contains(task.lease().partition())) {
                task.stop();
                each.remove();
            }
        }
        for (int partition : partitions) {
            SourceLease lease = leases.remove(partition);
            if (lease != null) {
                lease.close();
                LOG.info("no longer runs the sources of partition {}", partition);
            }
        }
    }

    /** Starts what is defined and not run, stops what is run and not defined. */
    private void reconcile() throws InterruptedException {
        reconciledAt = definitions.offset();
        unsettled = false;
        Set<SourceKey> wanted = new HashSet<>();
        for (ActivePipeline pipeline : definitions.all()) {
            if (!pipeline.isDeleted()) {
                for (SourceDefinition source : pipeline.definition().sources()) {
                    reconcile(pipeline, source, wanted);
                }
            }
        }
        Iterator<Map.Entry<SourceKey, SourceTask>> each = tasks.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<SourceKey, SourceTask> task = each.next();
            if (!wanted.contains(task.getKey())) {
                task.getValue().stop();
                // Until then another that goes by the same name must wait for what it still commits.
                if (task.getValue().isOver()) {
                    each.remove();
                } else {
                    unsettled = true;
                }
            }
        }
    }

    private void reconcile(ActivePipeline pipeline, SourceDefinition source, Set<SourceKey> wanted)
            throws InterruptedException {
        SourceKey key = new SourceKey(pipeline.tenant(), pipeline.name(), source.name());
        SourceLease lease = leases.get(key.partition(topic.partitions()));
        if (lease == null || lease.isLost()) {
            // A lease that is lost is taken again, and all that it was for begun anew.
            return;
        }
        wanted.add(key);
        SourceTask running = tasks.get(key);
        if (running != null && running.definition().equals(source)) {
            return;
        }
        if (running != null) {
            running.stop();
            if (!running.isOver()) {
                unsettled = true;
                return;
            }
        }
        view.await(lease.partition(), lease.lastOffset(), PATIENCE);
        SourceProgressRecord progress = view.progress(key)
                .filter(known -> known.place().equals(source.place()))
                .orElseGet(() -> ProgressChange.none(source.place(), clock.instant()));
        Source opened = opener.open(key, source);
        tasks.put(key, new SourceTask(key, source, opened, lease, progress, serde, metrics, backoff));
    }

    private void dispatch() {
        List<SourceKey> begun = new ArrayList<>();
        for (Map.Entry<SourceKey, SourceTask> each : tasks.entrySet()) {
            if (steps.remainingCapacity() == 0) {
                break;
            }
            if (each.getValue().begin(view.control(each.getKey()), clock.instant())) {
                begun.add(each.getKey());
                steps.add(() -> takeSteps(each.getKey(), each.getValue()));
            }
        }
        // To the end of the line, so that those that always have something to do leave the others their turn.
        for (SourceKey key : begun) {
            SourceTask task = Objects.requireNonNull(tasks.remove(key));
            tasks.put(key, task);
        }
    }

    private void takeSteps(SourceKey key, SourceTask task) {
        Instant end = clock.instant().plus(TURN);
        do {
            task.step(definitions.find(key.tenant(), key.pipeline()), clock.instant());
        } while (clock.instant().isBefore(end) && task.begin(view.control(key), clock.instant()));
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
