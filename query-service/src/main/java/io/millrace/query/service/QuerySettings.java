package io.millrace.query.service;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.CassandraSecurity;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.shell.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * All settings, checked. Names and defaults stand in {@code application.yml}.
 *
 * @param registry of schemas
 * @param concurrentQueries how many are read at once
 * @param waitingQueries how many wait for their turn; more are refused
 */
record QuerySettings(
        KafkaConnection kafka,
        CassandraConnection cassandra,
        URI registry,
        Topics topics,
        int concurrentQueries,
        int waitingQueries) {
    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    static QuerySettings read(SettingsReader reader) {
        reader.port();
        Optional<KafkaConnection> kafka = reader.kafka();
        String datacenter = reader.text("millrace.cassandra-datacenter");
        Duration timeout = reader.duration("millrace.cassandra-timeout");
        CassandraSecurity security = reader.parsed("millrace.cassandra-security", QuerySettings::security)
                .orElse(CassandraSecurity.NONE);
        Optional<CassandraConnection> cassandra = reader.parsed(
                "millrace.cassandra", points -> new CassandraConnection(points, datacenter, timeout, security));
        Optional<URI> registry = reader.registry();
        Topics topics = reader.topics();
        int concurrent = reader.integer("millrace.concurrent-queries", 1, 1_000);
        int waiting = reader.integer("millrace.waiting-queries", 1, 100_000);
        return reader.complete(() -> new QuerySettings(
                kafka.orElseThrow(), cassandra.orElseThrow(), registry.orElseThrow(), topics, concurrent, waiting));
    }

    private static CassandraSecurity security(String file) {
        return file.isEmpty() ? CassandraSecurity.NONE : CassandraSecurity.read(file);
    }
}
