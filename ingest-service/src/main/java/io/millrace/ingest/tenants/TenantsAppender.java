package io.millrace.ingest.tenants;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.TenantRecord;

/**
 * Writes what tenants and keys are from then on. Returns when it is durable and known here.
 *
 * @see KafkaTenantsAppender
 */
public interface TenantsAppender {
    /**
     * @throws org.apache.kafka.common.KafkaException if that can't be written now
     */
    void append(TenantRecord tenant);

    /**
     * @throws org.apache.kafka.common.KafkaException if that can't be written now
     */
    void append(ApiKeyRecord key);

    /**
     * Forgets a tenant or a key.
     *
     * @param key in the topic of tenants
     * @throws org.apache.kafka.common.KafkaException if that can't be written now
     */
    void remove(String key);

    /**
     * Waits until everything is known here that stands in the topic now.
     *
     * @throws org.apache.kafka.common.KafkaException if that can't be told now
     */
    void awaitAll();
}
