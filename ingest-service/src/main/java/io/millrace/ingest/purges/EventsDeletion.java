package io.millrace.ingest.purges;

import java.util.function.BooleanSupplier;

/** Deletes the events of a tenant that Kafka still has. */
@FunctionalInterface
public interface EventsDeletion {
    /**
     * Deletes what is in the tenant's topic now, and nothing that comes later.
     *
     * @param inForce asked when it is known what is in it; if false nothing is deleted
     * @throws org.apache.kafka.common.KafkaException if Kafka can't do it now
     */
    void delete(String tenant, BooleanSupplier inForce);
}
