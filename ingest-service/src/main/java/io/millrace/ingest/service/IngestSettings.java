package io.millrace.ingest.service;

import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import java.net.URI;
import java.time.Duration;

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
        Duration producerPatience) {}
