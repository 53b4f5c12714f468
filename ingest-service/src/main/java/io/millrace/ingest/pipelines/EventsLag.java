package io.millrace.ingest.pipelines;

/** How far the stream-processor is behind. */
@FunctionalInterface
public interface EventsLag {
    /**
     * How many events of a tenant, whatever their pipelines, wait to be counted: offsets, so that markers of transactions are among them.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka can't say it now
     */
    long of(String tenant);
}
