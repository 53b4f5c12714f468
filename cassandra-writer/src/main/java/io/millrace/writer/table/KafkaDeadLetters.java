package io.millrace.writer.table;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.writer.sink.DeadLetters;
import io.millrace.writer.sink.RowReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Dead letters of the stage {@code write}, acknowledged by all replicas. */
public final class KafkaDeadLetters implements DeadLetters, AutoCloseable {
    private static final String STAGE = "write";
    private static final String CONTENT_TYPE = "avro/binary";
    private static final int LONGEST_REQUEST = 2 << 20;
    private static final int LONGEST_ORIGINAL = 3 << 19;
    private static final int LONGEST_MESSAGE = 4096;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<String, byte[]> producer;
    private final String topic;
    private final RecordSerde<DeadLetter> serde;
    private final Clock clock;

    /**
     * @param producer closed with this; waits for all replicas
     */
    public KafkaDeadLetters(
            Producer<String, byte[]> producer, Topics topics, RecordSerde<DeadLetter> serde, Clock clock) {
        this.producer = producer;
        this.topic = topics.deadLetters().name();
        this.serde = serde;
        this.clock = clock;
    }

    /** A producer for this purpose. */
    public static Producer<String, byte[]> producer(KafkaConnection connection) {
        Map<String, Object> properties = connection.properties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LONGEST_REQUEST);
        // The caller may be a thread that Cassandra's answers come in by; it tries again later.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public CompletionStage<?> send(
            ConsumerRecord<byte[], byte[]> record, RowReader.Origin origin, String code, String message) {
        DeadLetter letter = letter(record, origin, code, message);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        var unused = producer.send(
                new ProducerRecord<>(topic, letter.id().toString(), serde.serialize(letter)), (metadata, failure) -> {
                    if (failure == null) {
                        durable.complete(null);
                    } else {
                        durable.completeExceptionally(failure);
                    }
                });
        return durable;
    }

    private DeadLetter letter(
            ConsumerRecord<byte[], byte[]> record, RowReader.Origin origin, String code, String message) {
        String place = record.topic() + "/" + record.partition() + "/" + record.offset();
        byte[] original = record.value() == null ? new byte[0] : record.value();
        boolean truncated = original.length > LONGEST_ORIGINAL;
        String reason = origin.row() + ": " + message;
        return new DeadLetter(
                UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)),
                origin.tenant(),
                origin.pipeline(),
                clock.instant(),
                STAGE,
                code,
                Optional.empty(),
                reason.length() > LONGEST_MESSAGE ? reason.substring(0, LONGEST_MESSAGE) : reason,
                place,
                -1,
                -1,
                CONTENT_TYPE,
                Optional.empty(),
                truncated ? Arrays.copyOf(original, LONGEST_ORIGINAL) : original,
                truncated,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
