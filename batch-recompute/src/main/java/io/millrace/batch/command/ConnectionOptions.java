package io.millrace.batch.command;

import io.millrace.batch.live.Settings;
import io.millrace.batch.spark.CassandraAddress;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.KafkaSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where everything is: the names and defaults are those of the services. */
public final class ConnectionOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT,…",
            defaultValue = "${MILLRACE_KAFKA:-127.0.0.1:9092}",
            description = "Bootstrap servers. Default: $$MILLRACE_KAFKA, else 127.0.0.1:9092.")
    private String kafka = "";

    @Option(
            names = "--kafka-security",
            paramLabel = "FILE",
            defaultValue = "${MILLRACE_KAFKA_SECURITY:-}",
            description =
                    "Properties of Kafka's clients: security.protocol, ssl.*, sasl.*. Default: $$MILLRACE_KAFKA_SECURITY.")
    private String kafkaSecurity = "";

    @Option(
            names = "--cassandra",
            paramLabel = "HOST:PORT,…",
            defaultValue = "${MILLRACE_CASSANDRA:-127.0.0.1:9042}",
            description =
                    "Contact points, as the executors reach them. Default: $$MILLRACE_CASSANDRA, else 127.0.0.1:9042.")
    private String cassandra = "";

    @Option(
            names = "--cassandra-datacenter",
            paramLabel = "NAME",
            defaultValue = "${MILLRACE_CASSANDRA_DATACENTER:-" + CassandraConnection.DEFAULT_DATACENTER + "}",
            description = "The data center of the executors. Default: $$MILLRACE_CASSANDRA_DATACENTER, else "
                    + CassandraConnection.DEFAULT_DATACENTER + ".")
    private String datacenter = "";

    @Option(
            names = "--cassandra-security",
            paramLabel = "FILE",
            defaultValue = "${MILLRACE_CASSANDRA_SECURITY:-}",
            description = {
                "Properties: username, password; tls=true, truststore, keystore. On every machine that runs tasks.",
                "Default: $$MILLRACE_CASSANDRA_SECURITY."
            })
    private String cassandraSecurity = "";

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "${MILLRACE_REGISTRY:-http://127.0.0.1:8405}",
            description = "Schema registry. Default: $$MILLRACE_REGISTRY, else http://127.0.0.1:8405.")
    private URI registry = URI.create("http://127.0.0.1:8405");

    @Option(
            names = {"--ingest-url", "--ingest"},
            paramLabel = "URL",
            defaultValue = "${MILLRACE_INGEST_URL:-http://127.0.0.1:8401}",
            description = "Address of ingest-service. Default: $$MILLRACE_INGEST_URL, else http://127.0.0.1:8401.")
    private URI ingest = URI.create("http://127.0.0.1:8401");

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the API key and nothing else. Default: the key in $$MILLRACE_KEY, if any.")
    private Optional<Path> keyFile = Optional.empty();

    /**
     * @throws IllegalArgumentException if something can't be used, with everything that is wrong
     */
    Settings settings() {
        List<String> problems = new ArrayList<>();
        Optional<KafkaSecurity> security = judged(
                "--kafka-security",
                () -> kafkaSecurity.isBlank() ? KafkaSecurity.NONE : KafkaSecurity.read(kafkaSecurity.strip()),
                problems);
        Optional<KafkaConnection> cluster =
                judged("--kafka", () -> new KafkaConnection(kafka, security.orElse(KafkaSecurity.NONE)), problems);
        // Executors have working directories of their own.
        String file = cassandraSecurity.isBlank()
                ? ""
                : Path.of(cassandraSecurity.strip()).toAbsolutePath().toString();
        CassandraAddress address = new CassandraAddress(cassandra, datacenter, file);
        // Made once here, so that what is wrong is said at once.
        var unused = judged("--cassandra, --cassandra-datacenter, --cassandra-security", address::connection, problems);
        Optional<Optional<String>> key = judged("--key-file", this::key, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new Settings(cluster.orElseThrow(), address, registry, ingest, key.orElseThrow());
    }

    private static <T> Optional<T> judged(String option, Supplier<T> made, List<String> problems) {
        try {
            return Optional.of(made.get());
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            problems.add(option + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    /** Never an argument, which everyone on the machine can see. */
    private Optional<String> key() {
        return keyFile.map(ConnectionOptions::read)
                .or(() -> Optional.ofNullable(System.getenv("MILLRACE_KEY")))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the key in " + file + " can't be read: " + unreadable, unreadable);
        }
    }
}
