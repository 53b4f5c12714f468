package io.millrace.stream.service;

import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.shell.settings.SettingsReader;
import io.millrace.stream.drain.CommitIntervals;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.StreamsSettings;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * All settings, checked. Names and defaults stand in {@code application.yml}.
 *
 * @param registry of schemas
 * @param limits of each task
 * @param commitIntervals of each task
 */
record ServiceSettings(
        StreamsSettings streams, URI registry, Topics topics, StageLimits limits, CommitIntervals commitIntervals) {
    private static final int LEAST_BYTES = 1 << 20;
    private static final Duration SHORTEST_COMMIT = Duration.ofMillis(10);
    /** Half of what a transaction may last. */
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(5);

    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    static ServiceSettings read(SettingsReader reader) {
        int port = reader.port();
        Optional<KafkaConnection> kafka = reader.kafka();
        Optional<URI> registry = reader.registry();
        Topics topics = reader.topics();
        Optional<Path> stateDirectory = reader.parsed("millrace.data-dir", ServiceSettings::folder);
        String instance = reader.instance(port);
        int threads = reader.integer("millrace.threads", 1, 1024);
        int standbyReplicas = reader.integer("millrace.standby-replicas", 0, 3);
        Duration commitInterval = reader.duration("millrace.commit-interval", SHORTEST_COMMIT, LONGEST_COMMIT);
        Duration commitIntervalBehind =
                reader.duration("millrace.commit-interval-behind", commitInterval, LONGEST_COMMIT);
        int storeMemory = reader.integer("millrace.store-memory-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        int partialBytes = reader.integer("millrace.limits.partial-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        int recentIds = reader.integer("millrace.limits.recent-ids", 1_000, Integer.MAX_VALUE);
        int idFilterBytes = reader.integer("millrace.limits.id-filter-bytes", 0, Integer.MAX_VALUE);
        int rowBytes = reader.integer("millrace.limits.row-bytes", LEAST_BYTES, Integer.MAX_VALUE);
        // A process may come to run one task of each stage for every partition, and they share what it may hold.
        int tasks = topics.partitions();
        return reader.complete(() -> new ServiceSettings(
                new StreamsSettings(
                        kafka.orElseThrow(),
                        stateDirectory.orElseThrow(),
                        instance,
                        threads,
                        standbyReplicas,
                        commitIntervalBehind,
                        storeMemory),
                registry.orElseThrow(),
                topics,
                new StageLimits(
                        Math.max(1, partialBytes / tasks),
                        Math.max(1, recentIds / tasks),
                        idFilterBytes / tasks,
                        Math.max(1, rowBytes / tasks)),
                new CommitIntervals(commitInterval, commitIntervalBehind)));
    }

    private static Path folder(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("no folder");
        }
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("not a path", invalid);
        }
    }
}
