package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.run.Facts;
import io.millrace.batch.run.Imports;
import io.millrace.batch.run.RefusedException;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** From the topic of events to the archive, partition by partition, as the cassandra-writer would write it. */
record TopicImports(KafkaConnection kafka, CqlSession session) implements Imports {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** Of a partition that has no record any more, nothing is known. */
    private static final long NOTHING_LEFT = Long.MAX_VALUE;

    @Override
    public Imported fromTopic(Facts facts, long since, long[] below, LongConsumer progress) {
        String topic = new Topics(facts.partitions()).events(facts.tenant()).name();
        Set<Integer> schemas = facts.record().versions().stream()
                .map(PipelineRecord.Version::schemaId)
                .collect(Collectors.toSet());
        ArchiveWriter writer = new ArchiveWriter(
                session, facts.pipeline().definition().retention().archive(), progress);
        long wholeFrom = Long.MIN_VALUE;
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            for (int number = 0; number < below.length; number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                wholeFrom = Math.max(wholeFrom, read(consumer, partition, since, below[number], record -> event(
                                facts, schemas, record)
                        .ifPresent(writer::write)));
            }
        }
        return new Imported(writer.finish(), wholeFrom);
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads what a partition has below an offset that was appended since then.
     *
     * @return when the first record was appended of those behind which none is missing
     */
    private static long read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long since,
            long below,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long beginning = consumer.position(partition, SILENCE);
        OffsetAndTimestamp from = consumer.offsetsForTimes(Map.of(partition, Math.max(0, since)), SILENCE)
                .get(partition);
        if (from == null && beginning < below) {
            return since;
        }
        if (from != null) {
            consumer.seek(partition, from.offset());
        }
        boolean whole = beginning == 0 || (from != null && from.offset() > beginning);
        OptionalLong first = OptionalLong.empty();
        long heard = System.nanoTime();
        while (consumer.position(partition, SILENCE) < below) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                heard = System.nanoTime();
                first = first.isPresent() ? first : OptionalLong.of(record.timestamp());
                if (record.offset() < below) {
                    receiver.accept(record);
                }
            }
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new RefusedException(
                        "Kafka did not hand over " + partition + " within " + SILENCE.toSeconds() + " s.",
                        "See that Kafka runs. Then run the same again.");
            }
        }
        return whole ? since : Math.max(since, first.orElse(NOTHING_LEFT));
    }

    /** None if it is of another pipeline, or was never an event. */
    private static Optional<ArchivedEvent> event(
            Facts facts, Set<Integer> schemas, ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (key == null || value == null) {
            return Optional.empty();
        }
        try {
            if (!schemas.contains(EventDecoder.schemaId(value))) {
                return Optional.empty();
            }
            ByteReader envelope = new ByteReader(value);
            envelope.skip(EventEncoder.HEADER_LENGTH);
            return Optional.of(new ArchivedEvent(
                    facts.tenant(),
                    facts.name(),
                    envelope.readVarLong(),
                    EventId.read(key),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    value));
        } catch (MalformedBytesException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
