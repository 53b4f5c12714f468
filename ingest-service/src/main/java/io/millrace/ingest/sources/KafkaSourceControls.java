package io.millrace.ingest.sources;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.SourceControlRecord;
import io.millrace.kafka.record.SourceKey;
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
 * Writes controls beside the progress of whoever runs the sources, without a lease: any instance may be asked.
 *
 * @param patience for a control to be durable, and as long again for it to be known here
 */
public record KafkaSourceControls(
        TopicDeclaration topic,
        SourcesView view,
        RecordSerde<SourceControlRecord> serde,
        Producer<byte[], byte[]> producer,
        Duration patience)
        implements SourceControls {
    @Override
    public void write(SourceKey key, SourceControlRecord control) {
        int partition = key.partition(topic.partitions());
        try {
            long offset = producer.send(new ProducerRecord<>(
                            topic.name(),
                            partition,
                            key.controlText().getBytes(StandardCharsets.UTF_8),
                            serde.serialize(control)))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            view.await(partition, offset, patience);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }
}
