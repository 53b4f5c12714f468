package io.millrace.stream.topology;

import io.millrace.kafka.topic.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How Kafka Streams is to run the topology.
 *
 * @param stateDirectory where local state lies; what is lost there is rebuilt from Kafka
 * @param instance names this process among those of the installation, and is the same after a restart: its partitions wait for it for as
 *     long as a session lasts, so a quick restart moves nothing
 * @param threads that process
 * @param standbyReplicas copies of each task's state that other processes keep
 * @param longestCommitInterval whoever has something to commit asks for it before, mostly
 * @param storeMemory bytes off the heap for blocks and write buffers of all stores together
 */
public record StreamsSettings(
        KafkaConnection kafka,
        Path stateDirectory,
        String instance,
        int threads,
        int standbyReplicas,
        Duration longestCommitInterval,
        long storeMemory) {}
