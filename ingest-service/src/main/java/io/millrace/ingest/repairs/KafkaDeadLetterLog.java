package io.millrace.ingest.repairs;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dead letters in their topic: read from the first that may be selected to where the topic ended when reading began. Thread-safe. */
public final class KafkaDeadLetterLog implements DeadLetterLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetterLog.class);
    private static final String TOPIC = new Topics(1).deadLetters().name();
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final RecordSerde<DeadLetter> serde;
    private final Duration patience;

    /**
     * @param readers of what is committed, without a group
     * @param patience how long reading may take; what is left then is not read
     */
    public KafkaDeadLetterLog(
            Supplier<Consumer<byte[], byte[]>> readers, RecordSerde<DeadLetter> serde, Duration patience) {
        this.readers = readers;
        this.serde = serde;
        this.patience = patience;
    }

    @Override
    public boolean read(LetterSelection selection, Predicate<DeadLetter> taking) {
        long deadline = System.nanoTime() + patience.toNanos();
        // A letter of the stream stage has its place in its id, and is written again when the stage goes back.
        Set<UUID> seen = new HashSet<>();
        try (Consumer<byte[], byte[]> consumer = readers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, selection.writtenFrom(), ends);
            while (!hasReached(consumer, ends)) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Optional<DeadLetter> wanted =
                            letter(record).filter(selection::wants).filter(letter -> seen.add(letter.id()));
                    if (wanted.isPresent() && !taking.test(wanted.get())) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static void seek(Consumer<byte[], byte[]> consumer, Instant from, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        ends.forEach((partition, end) -> consumer.seek(
                partition,
                Optional.ofNullable(starts.get(partition))
                        .map(OffsetAndTimestamp::offset)
                        .orElse(end)));
    }

    private static boolean hasReached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        boolean all = true;
        for (TopicPartition partition : ends.keySet()) {
            if (consumer.position(partition) < Objects.requireNonNull(ends.get(partition))) {
                all = false;
            } else if (!consumer.paused().contains(partition)) {
                consumer.pause(List.of(partition));
            }
        }
        return all;
    }

    private Optional<DeadLetter> letter(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? Optional.empty() : Optional.of(serde.deserialize(record.value()));
        } catch (SerializationException malformed) {
            LOG.warn("no dead letter at offset {} of partition {}", record.offset(), record.partition(), malformed);
            return Optional.empty();
        }
    }
}
