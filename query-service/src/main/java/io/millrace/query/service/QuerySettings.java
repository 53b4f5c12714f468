package io.millrace.query.service;

import io.millrace.cassandra.CassandraConnection;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.definition.Durations;
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

/**
 * All settings, checked. Names and defaults stand in {@code application.yml}.
 *
 * @param host the address listened on; loopback
 * @param port -1 = any that is free
 * @param registry of schemas
 * @param concurrentQueries how many are read at once
 * @param waitingQueries how many wait for their turn; more are refused
 */
record QuerySettings(
        String host,
        int port,
        KafkaConnection kafka,
        CassandraConnection cassandra,
        URI registry,
        Topics topics,
        int concurrentQueries,
        int waitingQueries) {
    /**
     * @param text the text of a setting by its name
     * @throws InvalidSettingsException with everything that is wrong
     */
    static QuerySettings read(Function<String, Optional<String>> text) {
        return new Reading(text).settings();
    }

    private static final class Reading {
        private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

        private final Function<String, Optional<String>> text;
        private final List<String> problems = new ArrayList<>();

        Reading(Function<String, Optional<String>> text) {
            this.text = text;
        }

        QuerySettings settings() {
            String host = loopback("micronaut.server.host");
            int port = integer("micronaut.server.port", -1, 65_535);
            Optional<KafkaConnection> kafka = parsed("millrace.kafka", KafkaConnection::new);
            Optional<CassandraConnection> cassandra = parsed("millrace.cassandra", this::cassandra);
            Optional<URI> registry = parsed("millrace.registry", Reading::httpAddress);
            int partitions = integer("millrace.partitions", 1, 10_000);
            int concurrent = integer("millrace.concurrent-queries", 1, 1_000);
            int waiting = integer("millrace.waiting-queries", 1, 100_000);
            if (!problems.isEmpty()) {
                throw new InvalidSettingsException(problems);
            }
            return new QuerySettings(
                    host,
                    port,
                    kafka.orElseThrow(),
                    cassandra.orElseThrow(),
                    registry.orElseThrow(),
                    new Topics(partitions),
                    concurrent,
                    waiting);
        }

        private CassandraConnection cassandra(String contactPoints) {
            String datacenter = text.apply("millrace.cassandra-datacenter").orElse("");
            Duration timeout =
                    parsed("millrace.cassandra-timeout", Durations::parse).orElse(Duration.ofSeconds(1));
            return new CassandraConnection(contactPoints, datacenter, timeout);
        }

        private static URI httpAddress(String value) {
            URI address = URI.create(value);
            if (address.getHost() == null || !Set.of("http", "https").contains(address.getScheme())) {
                throw new IllegalArgumentException("not http://host:port");
            }
            return address;
        }

        private String loopback(String name) {
            String host = text.apply(name).orElse("");
            try {
                if (!host.isBlank() && InetAddress.getByName(host).isLoopbackAddress()) {
                    return host;
                }
                wrong(name, host, "only a loopback address such as 127.0.0.1, until clients can be told apart");
            } catch (UnknownHostException unknown) {
                wrong(name, host, "no such host");
            }
            return host;
        }

        private int integer(String name, int least, int greatest) {
            String value = text.apply(name).orElse("").strip();
            if (INTEGER.matcher(value).matches()) {
                int number = Integer.parseInt(value);
                if (number >= least && number <= greatest) {
                    return number;
                }
            }
            wrong(name, value, "a whole number from " + least + " to " + greatest);
            return least;
        }

        private <T> Optional<T> parsed(String name, Function<String, T> parser) {
            String value = text.apply(name).orElse("");
            try {
                return Optional.of(parser.apply(value));
            } catch (IllegalArgumentException malformed) {
                wrong(name, value, String.valueOf(malformed.getMessage()));
                return Optional.empty();
            }
        }

        private void wrong(String name, String value, String reason) {
            problems.add(name + " = '" + value + "': " + reason);
        }
    }
}
