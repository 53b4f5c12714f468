package io.millrace.ingest.audit;

import io.millrace.kafka.record.AuditRecord;

/** Keeps acts of administration. */
public interface AuditLog {
    /**
     * Returns when the act is durable.
     *
     * @throws org.apache.kafka.common.KafkaException if it can't be kept now
     */
    void append(AuditRecord act);
}
