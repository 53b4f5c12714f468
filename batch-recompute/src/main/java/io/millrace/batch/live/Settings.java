package io.millrace.batch.live;

import io.millrace.batch.spark.CassandraAddress;
import io.millrace.kafka.topic.KafkaConnection;
import java.net.URI;
import java.util.Optional;

/**
 * Where everything is.
 *
 * @param registry of schemas
 * @param ingest address of ingest-service
 * @param key that ingest-service lets one in with, if it asks for one
 */
public record Settings(
        KafkaConnection kafka, CassandraAddress cassandra, URI registry, URI ingest, Optional<String> key) {
    /** Without what is secret. */
    @Override
    public String toString() {
        return "Settings[kafka=" + kafka + ", cassandra=" + cassandra + ", registry=" + registry + ", ingest=" + ingest
                + "]";
    }
}
