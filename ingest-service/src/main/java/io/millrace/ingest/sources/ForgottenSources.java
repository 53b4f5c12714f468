package io.millrace.ingest.sources;

import io.millrace.kafka.record.SourceKey;
import io.millrace.kafka.topic.TopicDeclaration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Forgets how far sources are, and what was asked of them. Only of pipelines that were stopped a while ago, so that nobody who has a lease writes that any more.
 *
 * @param patience for that to be durable, and as long again for it to be known here
 */
public record ForgottenSources(
        TopicDeclaration topic, SourcesView view, Producer<byte[], byte[]> producer, Duration patience) {
    /**
     * Forgets all sources of a pipeline, and returns when that is known here.
     *
     * @throws KafkaException if that can't be written now
     */
    public void forget(String tenant, String pipeline) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (SourceKey key : view.keys(tenant, pipeline)) {
            int partition = key.partition(topic.partitions());
            sent.add(producer.send(removal(partition, key.text())));
            sent.add(producer.send(removal(partition, key.controlText())));
        }
        try {
            for (Future<RecordMetadata> each : sent) {
                RecordMetadata written = each.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                view.await(written.partition(), written.offset(), patience);
            }
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private ProducerRecord<byte[], byte[]> removal(int partition, String key) {
        return new ProducerRecord<>(topic.name(), partition, key.getBytes(StandardCharsets.UTF_8), null);
    }
}
