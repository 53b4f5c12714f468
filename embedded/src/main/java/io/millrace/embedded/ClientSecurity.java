package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * How to connect to servers that ask for TLS or a password: files of properties, which our services read and judge.
 *
 * @param kafka of Kafka's own client properties
 * @param cassandra of {@code username}, {@code password}, {@code tls}, {@code truststore} and so on
 */
public record ClientSecurity(Optional<Path> kafka, Optional<Path> cassandra) {
    static final String KAFKA = "MILLRACE_KAFKA_SECURITY";
    static final String CASSANDRA = "MILLRACE_CASSANDRA_SECURITY";

    public static final ClientSecurity NONE = new ClientSecurity(Optional.empty(), Optional.empty());

    public ClientSecurity {
        // Our services have working directories of their own.
        kafka = kafka.map(Path::toAbsolutePath);
        cassandra = cassandra.map(Path::toAbsolutePath);
    }

    /** From {@code MILLRACE_KAFKA_SECURITY} and {@code MILLRACE_CASSANDRA_SECURITY}. */
    public static ClientSecurity fromEnvironment(Map<String, String> environment) {
        return new ClientSecurity(file(environment, KAFKA), file(environment, CASSANDRA));
    }

    private static Optional<Path> file(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Path::of);
    }

    /** What services are told. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        kafka.ifPresent(file -> environment.put(KAFKA, file.toString()));
        cassandra.ifPresent(file -> environment.put(CASSANDRA, file.toString()));
        return environment;
    }

    /** What a client of Kafka's is told besides the address. */
    Map<String, String> kafkaProperties() {
        return kafka.map(file -> read(KAFKA, file)).orElse(Map.of());
    }

    CassandraLogin cassandraLogin() {
        return cassandra.map(file -> CassandraLogin.of(read(CASSANDRA, file))).orElse(CassandraLogin.NONE);
    }

    private static Map<String, String> read(String variable, Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new EmbeddedException(
                    variable + " names " + file + ", which can't be read: " + unreadable, unreadable);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
