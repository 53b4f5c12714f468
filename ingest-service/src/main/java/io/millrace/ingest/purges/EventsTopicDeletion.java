package io.millrace.ingest.purges;

import java.util.function.BooleanSupplier;

/** Deletes what a tenant's events stand in. */
public interface EventsTopicDeletion {
    /**
     * Deletes the topic that is there now, if there is one, and never one that is made later.
     *
     * @param inForce asked when it is known which topic that is; if false nothing is deleted
     * @throws org.apache.kafka.common.KafkaException if Kafka can't do it now
     */
    void delete(String tenant, BooleanSupplier inForce);
}
