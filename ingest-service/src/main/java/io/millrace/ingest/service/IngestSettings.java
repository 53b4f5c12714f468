package io.millrace.ingest.service;

import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.shell.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings that {@code application.yml} documents.
 *
 * @param producerBufferBytes bytes on their way to Kafka
 * @param producerPatience how long a request waits for room among them
 */
public record IngestSettings(
        KafkaConnection kafka,
        URI registry,
        Topics topics,
        int maxRecordBytes,
        int concurrentRequests,
        long producerBufferBytes,
        Duration producerPatience) {
    private static final int MOST_RECORD_BYTES = 1 << 20;
    private static final int MOST_REQUESTS = 10_000;
    private static final long MOST_BUFFER = 1L << 40;

    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    static IngestSettings read(SettingsReader reader) {
        reader.port();
        Optional<KafkaConnection> kafka = reader.kafka();
        Optional<URI> registry = reader.registry();
        Topics topics = reader.topics();
        int recordBytes = reader.integer("millrace.limits.max-record-bytes", 1, MOST_RECORD_BYTES);
        int requests = reader.integer("millrace.limits.concurrent-requests", 1, MOST_REQUESTS);
        long buffer = reader.number("millrace.limits.producer-buffer-bytes", 2L * MOST_RECORD_BYTES, MOST_BUFFER);
        Duration patience =
                reader.duration("millrace.limits.producer-patience", Duration.ofMillis(1), Duration.ofMinutes(10));
        return reader.complete(() -> new IngestSettings(
                kafka.orElseThrow(), registry.orElseThrow(), topics, recordBytes, requests, buffer, patience));
    }
}
