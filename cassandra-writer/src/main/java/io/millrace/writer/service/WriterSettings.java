package io.millrace.writer.service;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.writer.sink.Limits;
import java.net.URI;
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
        Optional<String> instance,
        Limits limits,
        RetentionDefinition retention) {}
