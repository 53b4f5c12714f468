package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node. What it acknowledges survives its being killed: {@code cassandra.yaml} says how. */
final class CassandraServer implements Child {
    private final List<Path> classPath;
    private final DataFolder folder;
    private final Ports ports;
    private final Optional<ServerSecurity> security;
    private final Probe probe;

    CassandraServer(Installation installation, DataFolder folder, Ports ports, PlatformSecurity security) {
        this.classPath = installation.classPath(Component.CASSANDRA);
        this.folder = folder;
        this.ports = ports;
        this.security = security.servers();
        this.probe = Probe.cassandra(
                HostAndPort.loopback(ports.of(Component.CASSANDRA)),
                security.clients().cassandraLogin());
    }

    @Override
    public String name() {
        return Component.CASSANDRA.title();
    }

    @Override
    public void prepare() throws IOException {
        ServerFiles.fill(
                "cassandra.yaml",
                Map.of(
                        // Quoted for YAML, where only the quote itself is doubled.
                        "data", home().toString().replace("'", "''"),
                        "nativePort", Integer.toString(ports.of(Listener.CASSANDRA)),
                        "storagePort", Integer.toString(ports.of(Listener.CASSANDRA_STORAGE)),
                        "secureStoragePort", Integer.toString(ports.of(Listener.CASSANDRA_SECURE_STORAGE)),
                        "authenticator", security.isPresent() ? "PasswordAuthenticator" : "AllowAllAuthenticator",
                        "clientEncryption",
                                security.map(ServerSecurity::ofCassandra).orElse("{enabled: false}")),
                configuration());
        ServerFiles.copy("cassandra-jvm.options", options());
        ServerFiles.copy("cassandra-logback.xml", logging());
    }

    @Override
    public JavaCommand command() {
        return new JavaCommand(
                List.of(
                        "-Xms256m",
                        "-Xmx1g",
                        "-XX:MaxDirectMemorySize=512m",
                        "-Dcassandra.config=" + configuration().toUri(),
                        "-Dcassandra.storagedir=" + home(),
                        "-Dlogback.configurationFile=" + logging().toUri(),
                        "-Djna.tmpdir=" + folder.temporary(name()),
                        "@" + options()),
                classPath,
                "org.apache.cassandra.service.CassandraDaemon",
                List.of(),
                Map.of());
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }

    private Path home() {
        return folder.home(name());
    }

    private Path configuration() {
        return home().resolve("cassandra.yaml");
    }

    private Path options() {
        return home().resolve("jvm.options");
    }

    private Path logging() {
        return home().resolve("logback.xml");
    }
}
