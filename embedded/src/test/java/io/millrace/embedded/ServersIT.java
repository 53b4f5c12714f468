package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.EmbeddedException;
import io.millrace.embedded.process.SupervisorListener;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On the real servers. */
@Timeout(300)
class ServersIT {
    private final PlatformOptions options;

    ServersIT(@TempDir Path folder) {
        // A quote and a space, because both are special somewhere in what the servers read.
        options = new PlatformOptions(Installation.fromSystemProperty(), folder.resolve("a user's data"))
                .withPorts(Ports.free())
                .withComponents(Component.SERVERS)
                .withReadyWithin(Duration.ofSeconds(60));
    }

    @Test
    void shouldLoseNothingAcknowledgedWhenKilled() throws Exception {
        // Given
        try (Platform platform = start()) {
            Addresses addresses = platform.addresses();
            KafkaRecords records = new KafkaRecords(addresses.kafka()).start();
            CassandraRows rows = new CassandraRows(addresses.cassandra()).start();
            try (records;
                    rows) {
                records.acknowledged().awaitMore(5_000);
                rows.acknowledged().awaitMore(5_000);
                // When
                String schema = registerSchema(addresses.registry());
                platform.kill(Component.REGISTRY);
                platform.kill(Component.KAFKA);
                platform.kill(Component.CASSANDRA);
                platform.awaitReady();
                records.acknowledged().awaitMore(5_000);
                rows.acknowledged().awaitMore(5_000);
                assertThat(registerSchema(addresses.registry())).isEqualTo(schema);
            }
            // Then
            assertThat(records.acknowledged().without(KafkaRecords.read(addresses.kafka())).stream())
                    .isEmpty();
            assertThat(rows.acknowledged().without(CassandraRows.read(addresses.cassandra())).stream())
                    .isEmpty();
        }
    }

    /** Several times, as it takes a transaction that ends just then; {@code -Dservers.restarts=30} for a long run. */
    @Test
    void shouldLeaveNoTransactionOpenWhenTheBrokerRestarts() throws Exception {
        // Given
        PlatformOptions kafka = options.withComponents(Set.of(Component.KAFKA));
        try (Platform platform = Platform.start(kafka, SupervisorListener.SILENT, Clock.systemUTC())) {
            for (int restart = 0; restart < Integer.getInteger("servers.restarts", 3); restart++) {
                KafkaTransactions transactions =
                        new KafkaTransactions(platform.addresses().kafka(), "restart-" + restart);
                try (transactions) {
                    transactions.start();
                    transactions.awaitCommitted(500);
                    // When
                    platform.stop(Component.KAFKA);
                    transactions.stop();
                    platform.start(Component.KAFKA);
                }
                // Then: a commit is answered before it is seen in each partition
                transactions.awaitNoneOpen(Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void shouldMapTheClassesThatAFormerStartLoaded(@TempDir Path home) throws Exception {
        // Given: the same jars, never started from here
        Files.createSymbolicLink(
                home.resolve("lib"), options.installation().home().resolve("lib"));
        Installation fresh = new Installation(home);
        PlatformOptions kafka = new PlatformOptions(fresh, options.dataFolder())
                .withPorts(options.ports())
                .withComponents(Set.of(Component.KAFKA));
        try (Platform platform = Platform.start(kafka, SupervisorListener.SILENT, Clock.systemUTC())) {
            // When
            platform.stop(Component.KAFKA);
            Path archive = onlyFileIn(fresh.classArchives());
            platform.start(Component.KAFKA);
            // Then
            long pid = platform.pid(Component.KAFKA).orElseThrow();
            assertThat(Files.readString(Path.of("/proc", Long.toString(pid), "maps")))
                    .contains(archive.toString());
        }
    }

    private static Path onlyFileIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void shouldStopCleanlyAndStartFromWhatIsThere() throws Exception {
        // Given
        String clusterId;
        String schema;
        List<Long> processes = new ArrayList<>();
        Acknowledged rowsBefore;
        try (Platform platform = start()) {
            Component.SERVERS.forEach(
                    server -> processes.add(platform.pid(server).orElseThrow()));
            clusterId = clusterId(platform);
            schema = registerSchema(platform.addresses().registry());
            try (CassandraRows rows = new CassandraRows(platform.addresses().cassandra()).start()) {
                rows.acknowledged().awaitMore(1_000);
                rowsBefore = rows.acknowledged();
            }
            // When: a second one is refused
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("in use");
        }
        // Then
        assertThat(processes).allSatisfy(pid -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                .isEmpty());
        // When: on other ports, as when another program has taken the old ones
        Ports other;
        try (ServerSocket taken = new ServerSocket(options.ports().of(Component.QUERY))) {
            other = Ports.free();
            assertThat(other.of(Component.QUERY)).isNotEqualTo(taken.getLocalPort());
        }
        try (Platform platform =
                Platform.start(options.withPorts(other), SupervisorListener.SILENT, Clock.systemUTC())) {
            // Then
            assertThat(clusterId(platform)).isEqualTo(clusterId);
            assertThat(registerSchema(platform.addresses().registry())).isEqualTo(schema);
            assertThat(rowsBefore
                            .without(CassandraRows.read(platform.addresses().cassandra()))
                            .stream())
                    .isEmpty();
        }
    }

    @Test
    void shouldStartOnlyWhatIsAskedForAndHasNoAddress() throws Exception {
        // Given
        Set<Component> registry = Set.of(Component.REGISTRY);
        try (Platform first =
                Platform.start(options.withComponents(registry), SupervisorListener.SILENT, Clock.systemUTC())) {
            PlatformOptions second = new PlatformOptions(
                            options.installation(), options.dataFolder().resolveSibling("second"))
                    .withComponents(registry)
                    .withExternalAddresses(ExternalAddresses.fromEnvironment(Map.of(
                            "MILLRACE_REGISTRY", first.addresses().registry().toString())));
            // When
            try (Platform platform = Platform.start(second, SupervisorListener.SILENT, Clock.systemUTC())) {
                // Then
                assertThat(platform.addresses().registry())
                        .isEqualTo(first.addresses().registry());
                assertThatThrownBy(() -> platform.pid(Component.REGISTRY)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private Platform start() throws InterruptedException {
        return Platform.start(options, SupervisorListener.SILENT, Clock.systemUTC());
    }

    private static String clusterId(Platform platform) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", platform.addresses().kafka()))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    /** The answer, with the id: the same for the same schema, unless it was forgotten. */
    private static String registerSchema(URI registry) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        registry.resolve("/apis/ccompat/v7/subjects/numbers-value/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"{\\\"type\\\": \\\"int\\\"}\"}"))
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"id\":");
        return response.body();
    }
}
