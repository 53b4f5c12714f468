package io.millrace.writer.sink;

import io.millrace.shell.life.Backoff;
import io.millrace.writer.sink.RowReader.NotYet;
import io.millrace.writer.sink.RowReader.Reading;
import io.millrace.writer.sink.RowReader.Unusable;
import io.millrace.writer.sink.RowReader.Usable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic's records and has them written, in one thread that never waits for a write: while Cassandra is slow or away it pauses and goes
 * on polling, and so stays in its group. Offsets are committed only past what is durable.
 *
 * @param <R> the row type
 */
public final class SinkLoop<R> {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Subscription subscription;
    private final RowReader<R> reader;
    private final RowWriter<R> writer;
    private final Limits limits;
    private final Backoff backoff;
    private final Clock clock;
    private final SinkMetrics metrics;

    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Deque<Fetched> fetched = new ArrayDeque<>();
    private boolean paused;
    private int stalls;
    private long stalledUntil;
    private long nextCommit;
    private volatile boolean assigned;
    private volatile boolean stopping;

    /**
     * @param consumer closed when {@link #run} ends; does not commit by itself
     */
    public SinkLoop(
            Consumer<byte[], byte[]> consumer,
            Subscription subscription,
            RowReader<R> reader,
            BatchExecutor<R> executor,
            SinkContext context,
            SinkMetrics metrics) {
        this.consumer = consumer;
        this.subscription = subscription;
        this.reader = reader;
        this.writer = new RowWriter<>(executor, context, metrics);
        this.limits = context.limits();
        this.backoff = context.backoff();
        this.clock = context.clock();
        this.metrics = metrics;
    }

    /** Subscribes a consumer to what is to be written. */
    public interface Subscription {
        void subscribe(Consumer<?, ?> consumer, ConsumerRebalanceListener listener);
    }

    private record Fetched(Lane lane, Lane.Ticket ticket, ConsumerRecord<byte[], byte[]> record) {}

    /**
     * Works until {@link #stop} or until it can't go on; then waits a while for what is in flight and commits.
     *
     * @throws SinkFailedException if it can't go on; nothing is lost, a new loop goes on from the committed offsets
     */
    public void run() {
        try {
            subscribe();
            while (!stopping) {
                step();
            }
        } finally {
            shutDown();
        }
    }

    /** Makes {@link #run} return soon. From any thread. */
    public void stop() {
        stopping = true;
    }

    /** Whether the group has given this consumer its share at least once, be it empty. */
    public boolean isAssigned() {
        return assigned;
    }

    void subscribe() {
        subscription.subscribe(consumer, new Rebalance());
    }

    void step() {
        writer.fatal().ifPresent(cause -> {
            throw new SinkFailedException(cause);
        });
        poll();
        feed();
        pauseOrResume();
        long now = clock.millis();
        if (now >= nextCommit) {
            nextCommit = now + limits.commitInterval().toMillis();
            commit();
            metrics.behind(lag(), writer.recordsHeld());
        }
    }

    private void poll() {
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(paused ? POLL_WHILE_PAUSED : POLL);
        } catch (RetriableException failure) {
            LOG.warn("the topic can't be read right now, trying again: {}", failure.toString());
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Lane lane = lane(new TopicPartition(record.topic(), record.partition()));
            fetched.add(new Fetched(lane, lane.track(record.offset()), record));
        }
        records.nextOffsets().forEach((partition, next) -> lane(partition).advance(next.offset()));
    }

    private Lane lane(TopicPartition partition) {
        return Objects.requireNonNull(lanes.get(partition), () -> partition + " is not assigned");
    }

    /** Hands over as much of what was fetched as the writer takes. */
    private void feed() {
        if (fetched.isEmpty() || clock.millis() < stalledUntil) {
            return;
        }
        List<HeldRow<R>> rows = new ArrayList<>();
        for (int room = writer.room(); room > 0 && !fetched.isEmpty(); room--) {
            Fetched next = fetched.element();
            Reading<R> reading = reader.read(next.record());
            if (reading instanceof NotYet<R> notYet) {
                stall(notYet);
                break;
            }
            stalls = 0;
            fetched.remove();
            if (reading instanceof Usable<R> usable) {
                rows.add(new HeldRow<>(next.lane(), next.ticket(), usable, next.record()));
            } else if (reading instanceof Unusable<R> unusable) {
                writer.refuse(Burial.of(next.lane(), next.ticket(), next.record(), unusable));
            } else {
                next.ticket().durable();
            }
        }
        writer.add(rows);
    }

    private void stall(NotYet<R> notYet) {
        stalls++;
        Duration delay = backoff.after(stalls);
        stalledUntil = clock.millis() + delay.toMillis();
        LOG.info("waiting {} to go on, {}", delay, notYet.why());
    }

    /**
     * Pauses when the writer takes no more and resumes when it is half empty: it is never out of work, and what is fetched beyond is at most
     * one poll.
     */
    private void pauseOrResume() {
        boolean full = !fetched.isEmpty() || (paused && writer.room() < limits.recordsHeld() / 2);
        if (full) {
            // Also what was assigned since.
            consumer.pause(consumer.assignment());
        } else if (paused) {
            consumer.resume(consumer.assignment());
        }
        paused = full;
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(lanes.values());
        if (offsets.isEmpty()) {
            return;
        }
        offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        consumer.commitAsync(offsets, (sent, failure) -> {
            if (failure != null) {
                LOG.debug("offsets not committed, the next commit holds them too: {}", failure.toString());
                sent.keySet().forEach(committed::remove);
            }
        });
    }

    private void commitAndWait(Collection<Lane> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(of);
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, CLOSE);
            }
        } catch (KafkaException failure) {
            // Safe: whoever owns the partition next writes the same rows again.
            LOG.warn("offsets not committed, some rows will be written twice: {}", failure.toString());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<Lane> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Lane lane : of) {
            long offset = lane.committable();
            if (offset >= 0 && offset != committed.getOrDefault(lane.partition(), -1L)) {
                offsets.put(lane.partition(), new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }

    private long lag() {
        long unread = 0;
        for (TopicPartition partition : lanes.keySet()) {
            unread += consumer.currentLag(partition).orElse(0);
        }
        return unread + fetched.size() + writer.recordsHeld();
    }

    private void shutDown() {
        fetched.clear();
        try {
            writer.awaitAll(limits.drain());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        commitAndWait(lanes.values());
        writer.drop(lanes.values());
        try {
            consumer.close(CloseOptions.timeout(CLOSE));
        } catch (KafkaException failure) {
            LOG.warn("the consumer did not leave cleanly: {}", failure.toString());
        }
    }

    /** Partitions come and go. Called by {@code poll}. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> lanes.put(partition, new Lane(partition)));
            assigned = true;
        }

        /** What is not written now is for the next owner, who goes on where the durable prefix ends. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Collection<Lane> gone = remove(partitions);
            try {
                writer.awaitAnswers(gone, limits.drain());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            commitAndWait(gone);
            partitions.forEach(committed::remove);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            remove(partitions);
            partitions.forEach(committed::remove);
        }

        private Collection<Lane> remove(Collection<TopicPartition> partitions) {
            List<Lane> gone = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                Lane lane = lanes.remove(partition);
                if (lane != null) {
                    gone.add(lane);
                }
            }
            fetched.removeIf(record -> gone.contains(record.lane()));
            writer.drop(gone);
            return gone;
        }
    }
}
