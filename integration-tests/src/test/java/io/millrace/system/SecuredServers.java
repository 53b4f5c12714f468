package io.millrace.system;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.CassandraSecurity;
import io.millrace.embedded.Addresses;
import io.millrace.embedded.ClientSecurity;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.PlatformSecurity;
import io.millrace.embedded.Ports;
import io.millrace.embedded.ServerSecurity;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.KafkaSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Kafka and a Cassandra that let in only whom they know, over TLS; and files of clients: {@code kafka.properties} and {@code cassandra.properties}, which are right, and others
 * that are not.
 */
final class SecuredServers implements AutoCloseable {
    private static final String USER = "millrace";
    private static final String PASSWORD = "spoken-by-clients";

    private final Path folder;
    private final Platform platform;

    private SecuredServers(Path folder, Platform platform) {
        this.folder = folder;
        this.platform = platform;
    }

    static SecuredServers start() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-secured-")
                .toAbsolutePath();
        Certificates certificates = Certificates.in(folder);
        writeFiles(folder, certificates);
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder.resolve("servers"))
                .withPorts(Ports.free())
                .withComponents(Component.SERVERS)
                .withSecurity(new PlatformSecurity(
                        new ClientSecurity(
                                Optional.of(folder.resolve("kafka.properties")),
                                Optional.of(folder.resolve("cassandra-first.properties"))),
                        Optional.of(new ServerSecurity(
                                certificates.server(), certificates.trust(), Certificates.PASSWORD, USER, PASSWORD))));
        SecuredServers servers =
                new SecuredServers(folder, Platform.start(options, new ToStandardError(), Clock.systemUTC()));
        boolean done = false;
        try {
            servers.makeRole();
            done = true;
            return servers;
        } finally {
            if (!done) {
                servers.close();
            }
        }
    }

    private static void writeFiles(Path folder, Certificates certificates) throws IOException {
        Path trust = certificates.trust();
        writeKafka(folder.resolve("kafka.properties"), PASSWORD, trust);
        writeKafka(folder.resolve("kafka-wrong-password.properties"), "guessed", trust);
        writeKafka(folder.resolve("kafka-untrusted.properties"), PASSWORD, certificates.trustInStranger());
        String right = Certificates.PASSWORD;
        writeCassandra(folder.resolve("cassandra-first.properties"), "cassandra", "cassandra", trust, right);
        writeCassandra(folder.resolve("cassandra.properties"), USER, PASSWORD, trust, right);
        writeCassandra(folder.resolve("cassandra-wrong-password.properties"), USER, "guessed", trust, right);
        writeCassandra(
                folder.resolve("cassandra-untrusted.properties"),
                USER,
                PASSWORD,
                certificates.trustInStranger(),
                right);
        writeCassandra(folder.resolve("cassandra-locked.properties"), USER, PASSWORD, trust, "guessed");
    }

    private static void writeKafka(Path file, String password, Path trust) throws IOException {
        Files.writeString(file, """
                security.protocol=SASL_SSL
                ssl.truststore.location=%s
                ssl.truststore.type=PKCS12
                ssl.truststore.password=%s
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
                """.formatted(trust, Certificates.PASSWORD, USER, password));
    }

    private static void writeCassandra(Path file, String username, String password, Path trust, String trustPassword)
            throws IOException {
        Files.writeString(file, """
                username=%s
                password=%s
                tls=true
                truststore=%s
                truststore-password=%s
                """.formatted(username, password, trust, trustPassword));
    }

    /** With the role that Cassandra has at first. */
    private void makeRole() {
        CassandraConnection connection = new CassandraConnection(
                addresses().cassandra().toString(),
                CassandraConnection.DEFAULT_DATACENTER,
                Duration.ofSeconds(10),
                CassandraSecurity.read(file("cassandra-first.properties").toString()));
        try (CqlSession session = connection.open("secured-test")) {
            session.execute("CREATE ROLE " + USER + " WITH PASSWORD = '" + PASSWORD + "' AND LOGIN = true");
        }
    }

    Addresses addresses() {
        return platform.addresses();
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    KafkaConnection kafka() {
        return new KafkaConnection(
                addresses().kafka(), KafkaSecurity.read(file("kafka.properties").toString()));
    }

    /** What {@code millrace up} is told to use these servers. */
    Map<String, String> environment() {
        return Map.of(
                "MILLRACE_KAFKA", addresses().kafka(),
                "MILLRACE_KAFKA_SECURITY", file("kafka.properties").toString(),
                "MILLRACE_CASSANDRA", addresses().cassandra().toString(),
                "MILLRACE_CASSANDRA_SECURITY", file("cassandra.properties").toString(),
                "MILLRACE_REGISTRY", addresses().registry().toString());
    }

    /**
     * Services beside these servers, as {@code millrace up} starts them.
     *
     * @param changed variables that are otherwise in the environment
     */
    PlatformOptions services(Map<String, String> changed) throws IOException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(changed);
        return PlatformOptions.fromEnvironment(
                        Installation.fromSystemProperty(),
                        Files.createTempDirectory(folder, "services-"),
                        0,
                        environment)
                .withPorts(Ports.free());
    }

    @Override
    public void close() {
        platform.close();
    }
}
