package io.millrace.writer.service;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.CassandraSecurity;
import io.millrace.cassandra.Keyspace;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.shell.settings.SettingsReader;
import io.millrace.writer.sink.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * All settings, checked. Names and defaults stand in {@code application.yml}.
 *
 * @param registry of schemas
 * @param instance names this writer among those of the installation
 * @param limits of each sink
 * @param retention of rows whose pipeline is not known any more
 */
record WriterSettings(
        KafkaConnection kafka,
        CassandraConnection cassandra,
        Keyspace keyspace,
        URI registry,
        Topics topics,
        String instance,
        Limits limits,
        RetentionDefinition retention) {
    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    static WriterSettings read(SettingsReader reader) {
        int port = reader.port();
        Optional<KafkaConnection> kafka = reader.kafka();
        String datacenter = reader.text("millrace.cassandra-datacenter");
        Duration timeout = reader.duration("millrace.cassandra-timeout");
        CassandraSecurity security = reader.parsed("millrace.cassandra-security", WriterSettings::security)
                .orElse(CassandraSecurity.NONE);
        Optional<CassandraConnection> cassandra = reader.parsed(
                "millrace.cassandra", points -> new CassandraConnection(points, datacenter, timeout, security));
        Optional<Keyspace> keyspace = reader.parsed("millrace.cassandra-replication", Keyspace::parse);
        Optional<URI> registry = reader.registry();
        Topics topics = reader.topics();
        String instance = reader.instance(port);
        Optional<Limits> limits = limits(reader);
        RetentionDefinition retention = new RetentionDefinition(
                reader.duration("millrace.unknown-pipeline-retention.archive"),
                reader.duration("millrace.unknown-pipeline-retention.rollups"));
        return reader.complete(() -> new WriterSettings(
                kafka.orElseThrow(),
                cassandra.orElseThrow(),
                keyspace.orElseThrow(),
                registry.orElseThrow(),
                topics,
                instance,
                limits.orElseThrow(),
                retention));
    }

    private static Optional<Limits> limits(SettingsReader reader) {
        int rows = reader.integer("millrace.limits.rows-per-batch", 1, Integer.MAX_VALUE);
        int bytes = reader.integer("millrace.limits.bytes-per-batch", 1, Integer.MAX_VALUE);
        int batches = reader.integer("millrace.limits.batches-in-flight", 1, 1024);
        int recordsHeld = reader.integer("millrace.limits.records-held", 1, Integer.MAX_VALUE);
        int bytesHeld = reader.integer("millrace.limits.bytes-held", 1, Integer.MAX_VALUE);
        Duration commitInterval = reader.duration("millrace.limits.commit-interval");
        Duration retryFirst = reader.duration("millrace.limits.retry-first");
        Duration retryLongest = reader.duration("millrace.limits.retry-longest");
        Duration drain = reader.duration("millrace.limits.drain");
        return reader.together(
                "millrace.limits",
                () -> new Limits(
                        rows, bytes, batches, recordsHeld, bytesHeld, commitInterval, retryFirst, retryLongest, drain));
    }

    private static CassandraSecurity security(String file) {
        return file.isEmpty() ? CassandraSecurity.NONE : CassandraSecurity.read(file);
    }
}
