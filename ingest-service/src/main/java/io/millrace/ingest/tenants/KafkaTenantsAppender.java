package io.millrace.ingest.tenants;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.tenants.TenantsLog;
import io.millrace.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the topic of tenants. No transaction is needed: a record is written whole, a key is never written again but to revoke it, and of two
 * quotas set at once either is right.
 *
 * @param patience for a record to be durable, and as long again for it to be known here
 */
public record KafkaTenantsAppender(TenantsLog log, Admin admin, Producer<byte[], byte[]> producer, Duration patience)
        implements TenantsAppender {
    @Override
    public void append(TenantRecord tenant) {
        write(tenant.key(), log.tenantSerde().serialize(tenant));
    }

    @Override
    public void append(ApiKeyRecord key) {
        write(key.key(), log.keySerde().serialize(key));
    }

    @Override
    public void remove(String key) {
        write(key, null);
    }

    @Override
    public void awaitAll() {
        TopicPartition partition = new TopicPartition(new Topics(1).tenants().name(), 0);
        try {
            long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            log.view().await(end - 1, patience);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    private void write(String key, byte @Nullable [] value) {
        try {
            long offset = producer.send(new ProducerRecord<>(
                            new Topics(1).tenants().name(), key.getBytes(StandardCharsets.UTF_8), value))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
            log.view().await(offset, patience);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof KafkaException cause ? cause : new KafkaException(failure.getCause());
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + patience, late);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }
}
