package io.millrace.ingest.repairs;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.ReplayKey;
import io.millrace.kafka.record.ReplayReceipt;
import io.millrace.kafka.record.ReplayedLetter;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.event.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Replays in their topic. A tenant's are in one partition, and whoever replays has the transactional id of that partition.
 *
 * <p>Why a letter counts once: the id is taken over before the partition is read to its end, so what is read is all that any replay has committed and will
 * ever commit; that a letter was replayed is committed with its event.
 */
public final class KafkaReplayLog implements ReplayLog {
    private static final Duration POLL = Duration.ofMillis(200);
    /** The clock that made a receipt's id and the one that dated its record differ by less. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final TopicDeclaration topic;
    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final IntFunction<Producer<byte[], byte[]>> producers;
    private final RecordSerde<ReplayedLetter> letters;
    private final RecordSerde<ReplayReceipt> receipts;
    private final Semaphore one = new Semaphore(1);

    /**
     * @param readers of what is committed, without a group
     * @param producers with the transactional id of a partition
     */
    public KafkaReplayLog(
            TopicDeclaration topic,
            Supplier<Consumer<byte[], byte[]>> readers,
            IntFunction<Producer<byte[], byte[]>> producers,
            RecordSerde<ReplayedLetter> letters,
            RecordSerde<ReplayReceipt> receipts) {
        this.topic = topic;
        this.readers = readers;
        this.producers = producers;
        this.letters = letters;
        this.receipts = receipts;
    }

    @Override
    public Replayed replayed(String tenant) {
        Known known = new Known();
        read(tenant, Instant.EPOCH, (key, value) -> {
            if (key.kind() == ReplayKey.Kind.LETTER) {
                known.add(key.id(), letters.deserialize(value).eventId());
            }
            return true;
        });
        return known;
    }

    @Override
    public Optional<ReplayReceipt> find(String tenant, UUID replay) {
        if (replay.version() != 7) {
            return Optional.empty();
        }
        Set<ReplayReceipt> found = new HashSet<>();
        read(tenant, LetterSelection.timeOf(replay).minus(SKEW), (key, value) -> {
            if (key.kind() == ReplayKey.Kind.RECEIPT && key.id().equals(replay)) {
                found.add(receipts.deserialize(value));
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }

    /**
     * Reads what is committed of a tenant.
     *
     * @param taking answers whether it takes more
     */
    private void read(String tenant, Instant from, BiPredicate<ReplayKey, byte[]> taking) {
        TopicPartition partition = new TopicPartition(topic.name(), ReplayKey.partition(tenant, topic.partitions()));
        try (Consumer<byte[], byte[]> consumer = readers.get()) {
            consumer.assign(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            OffsetAndTimestamp start = consumer.offsetsForTimes(Map.of(partition, Math.max(0, from.toEpochMilli())))
                    .get(partition);
            consumer.seek(partition, start == null ? end : start.offset());
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ReplayKey key = ReplayKey.parse(record.key());
                    if (key.tenant().equals(tenant) && record.value() != null && !taking.test(key, record.value())) {
                        return;
                    }
                }
            }
        }
    }

    @Override
    public Session begin(String tenant) {
        if (!one.tryAcquire()) {
            throw new BusyException("other dead letters are being replayed");
        }
        try {
            return new Transactions(tenant);
        } catch (RuntimeException failure) {
            one.release();
            throw failure;
        }
    }

    private static final class Known implements Replayed {
        private final Set<UUID> letters = new HashSet<>();
        private final Set<EventId> events = new HashSet<>();

        void add(UUID letter, EventId event) {
            letters.add(letter);
            events.add(event);
        }

        @Override
        public boolean hasLetter(UUID letter) {
            return letters.contains(letter);
        }

        @Override
        public boolean hasEvent(EventId event) {
            return events.contains(event);
        }
    }

    private final class Transactions implements Session {
        private final String tenant;
        private final int partition;
        private final Producer<byte[], byte[]> producer;
        private final Replayed before;

        Transactions(String tenant) {
            this.tenant = tenant;
            partition = ReplayKey.partition(tenant, topic.partitions());
            producer = producers.apply(partition);
            try {
                producer.initTransactions();
                before = replayed(tenant);
            } catch (RuntimeException failure) {
                producer.close(Duration.ZERO);
                throw failure;
            }
        }

        @Override
        public boolean hasLetter(UUID letter) {
            return before.hasLetter(letter);
        }

        @Override
        public boolean hasEvent(EventId event) {
            return before.hasEvent(event);
        }

        @Override
        public void commit(UUID replay, List<Repaired> repaired, List<ProducerRecord<byte[], byte[]>> events) {
            begin();
            events.forEach(this::send);
            repaired.forEach(letter -> send(
                    new ReplayKey(tenant, ReplayKey.Kind.LETTER, letter.letter()),
                    letters.serialize(new ReplayedLetter(letter.event(), replay))));
            producer.commitTransaction();
        }

        @Override
        public void commit(ReplayReceipt receipt) {
            begin();
            send(new ReplayKey(tenant, ReplayKey.Kind.RECEIPT, receipt.id()), receipts.serialize(receipt));
            producer.commitTransaction();
        }

        private void begin() {
            try {
                producer.beginTransaction();
            } catch (IllegalStateException closed) {
                throw new KafkaException("the replay has ended", closed);
            }
        }

        private void send(ReplayKey key, byte[] value) {
            send(new ProducerRecord<>(topic.name(), partition, key.bytes(), value));
        }

        /** What can't be sent is said by the commit. */
        private void send(ProducerRecord<byte[], byte[]> record) {
            var unused = producer.send(record);
        }

        /** A transaction that is open is ended by whoever replays next, or by the broker. */
        @Override
        public void close() {
            producer.close(Duration.ZERO);
            one.release();
        }
    }
}
