package io.millrace.writer.service;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.Durations;
import io.millrace.model.definition.PipelineDefinition.RetentionDefinition;
import io.millrace.writer.sink.Limits;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads and judges the settings, collecting every problem before it gives up. */
final class SettingsReader {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    private final Function<String, Optional<String>> text;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Function<String, Optional<String>> text) {
        this.text = text;
    }

    /**
     * @param text the text of a setting by its name
     * @throws InvalidSettingsException with everything that is wrong
     */
    static WriterSettings read(Function<String, Optional<String>> text) {
        return new SettingsReader(text).read();
    }

    private WriterSettings read() {
        parsed("micronaut.server.host", SettingsReader::loopback);
        int port = integer("micronaut.server.port", -1, 65_535);
        Optional<KafkaConnection> kafka = parsed("millrace.kafka", KafkaConnection::new);
        Optional<CassandraConnection> cassandra = parsed("millrace.cassandra", this::cassandra);
        Optional<Keyspace> keyspace = parsed("millrace.cassandra-replication", Keyspace::parse);
        Optional<URI> registry = parsed("millrace.registry", SettingsReader::httpAddress);
        int partitions = integer("millrace.partitions", 1, 10_000);
        Optional<String> instance = instance(port);
        Optional<Limits> limits = limits();
        RetentionDefinition retention = new RetentionDefinition(
                duration("millrace.unknown-pipeline-retention.archive"),
                duration("millrace.unknown-pipeline-retention.rollups"));
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return new WriterSettings(
                kafka.orElseThrow(),
                cassandra.orElseThrow(),
                keyspace.orElseThrow(),
                registry.orElseThrow(),
                new Topics(partitions),
                instance,
                limits.orElseThrow(),
                retention);
    }

    private CassandraConnection cassandra(String contactPoints) {
        return new CassandraConnection(
                contactPoints,
                text.apply("millrace.cassandra-datacenter").orElse(""),
                duration("millrace.cassandra-timeout"));
    }

    private Optional<Limits> limits() {
        int rows = integer("millrace.limits.rows-per-batch", 1, Integer.MAX_VALUE);
        int bytes = integer("millrace.limits.bytes-per-batch", 1, Integer.MAX_VALUE);
        int batches = integer("millrace.limits.batches-in-flight", 1, 1024);
        int recordsHeld = integer("millrace.limits.records-held", 1, Integer.MAX_VALUE);
        int bytesHeld = integer("millrace.limits.bytes-held", 1, Integer.MAX_VALUE);
        Duration commitInterval = duration("millrace.limits.commit-interval");
        Duration retryFirst = duration("millrace.limits.retry-first");
        Duration retryLongest = duration("millrace.limits.retry-longest");
        Duration drain = duration("millrace.limits.drain");
        try {
            return Optional.of(new Limits(
                    rows, bytes, batches, recordsHeld, bytesHeld, commitInterval, retryFirst, retryLongest, drain));
        } catch (IllegalArgumentException wrong) {
            problems.add("millrace.limits: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> instance(int port) {
        String name = text.apply("millrace.instance").orElse("").strip();
        if (!name.isEmpty()) {
            if (!INSTANCE.matcher(name).matches()) {
                problems.add("millrace.instance = '" + name + "': only letters, digits, dot, underscore and hyphen");
            }
            return Optional.of(name);
        }
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return port > 0 ? Optional.of(host.replaceAll("[^A-Za-z0-9._-]", "-") + "-" + port) : Optional.empty();
        } catch (UnknownHostException nameless) {
            return Optional.empty();
        }
    }

    private static String loopback(String host) {
        try {
            if (!host.isBlank() && InetAddress.getByName(host).isLoopbackAddress()) {
                return host;
            }
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("no such host", unknown);
        }
        throw new IllegalArgumentException(
                "only a loopback address such as 127.0.0.1, until clients can be told apart");
    }

    private static URI httpAddress(String value) {
        URI address = URI.create(value);
        if (address.getHost() == null || !Set.of("http", "https").contains(String.valueOf(address.getScheme()))) {
            throw new IllegalArgumentException("not http://host:port");
        }
        return address;
    }

    private Duration duration(String name) {
        return parsed(name, Durations::parse).orElse(Duration.ofSeconds(1));
    }

    private int integer(String name, int least, int greatest) {
        String rule = "a whole number from " + least + " to " + greatest;
        return parsed(name, value -> {
                    int number;
                    try {
                        number = Integer.parseInt(value.strip());
                    } catch (NumberFormatException malformed) {
                        throw new IllegalArgumentException(rule, malformed);
                    }
                    if (number < least || number > greatest) {
                        throw new IllegalArgumentException(rule);
                    }
                    return number;
                })
                .orElse(least);
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser) {
        String value = text.apply(name).orElse("");
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException wrong) {
            problems.add(name + " = '" + value + "': " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
