package io.millrace.ingest.audit;

import io.millrace.kafka.record.AuditRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.TopicDeclaration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Appends to the topic of acts.
 *
 * @param patience for an act to be durable
 */
public record KafkaAuditLog(
        TopicDeclaration topic, RecordSerde<AuditRecord> serde, Producer<byte[], byte[]> producer, Duration patience)
        implements AuditLog {
    @Override
    public void append(AuditRecord act) {
        try {
            var unused = producer.send(new ProducerRecord<>(
                            topic.name(), act.tenant().getBytes(StandardCharsets.UTF_8), serde.serialize(act)))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }
}
