package io.millrace.kafka.purges;

import io.millrace.kafka.record.PurgeRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of purges, read into a {@link PurgesView} and written. Thread-safe; the topic must exist. */
public final class PurgesLog implements AutoCloseable {
    private final TopicDeclaration topic = new Topics(1).purges();
    private final RecordSerde<PurgeRecord> serde;
    private final Producer<byte[], byte[]> producer;
    private final Duration patience;
    private final PurgesView view;
    private final CompactedTopicFollower follower;

    /**
     * @param producer is not closed here
     * @param patience for a record to be durable, and as long again for it to be known here
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry does not answer
     */
    public PurgesLog(
            KafkaConnection connection,
            SchemaRegistry registry,
            Producer<byte[], byte[]> producer,
            Duration patience,
            Clock clock) {
        this.producer = producer;
        this.patience = patience;
        serde = serde(registry);
        view = new PurgesView(serde);
        follower = new CompactedTopicFollower(connection, topic, view, clock);
    }

    /** A producer for this purpose. */
    public static Producer<byte[], byte[]> producer(KafkaConnection connection) {
        Map<String, Object> properties = connection.properties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Of the values of the topic. */
    public static RecordSerde<PurgeRecord> serde(SchemaRegistry registry) {
        return RecordSerde.register(
                new PurgeRecord.Format(), new Topics(1).purges().name() + "-value", registry);
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    public PurgesView view() {
        return view;
    }

    /** Whether everything was known once that stood in the topic. */
    public boolean isCaughtUp() {
        return follower.isCaughtUp();
    }

    /**
     * Appends a record, and returns when it is durable and known here.
     *
     * @return its offset
     * @throws KafkaException if that can't be written now
     */
    public long append(PurgeRecord record) {
        try {
            long offset = producer.send(new ProducerRecord<>(
                            topic.name(), record.key().getBytes(StandardCharsets.UTF_8), serde.serialize(record)))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            view.await(offset, patience);
            return offset;
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
