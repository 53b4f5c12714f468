package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.ChildProcess;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/** One broker that is its own controller. */
final class KafkaServer implements Child {
    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(1);

    private final List<Path> classPath;
    private final DataFolder folder;
    private final Ports ports;
    private final Optional<ServerSecurity> security;
    private final Clock clock;
    private final Probe probe;

    KafkaServer(Installation installation, DataFolder folder, Ports ports, PlatformSecurity security, Clock clock) {
        this.classPath = installation.classPath(Component.KAFKA);
        this.folder = folder;
        this.ports = ports;
        this.security = security.servers();
        this.clock = clock;
        this.probe = Probe.kafka(
                HostAndPort.loopback(ports.of(Component.KAFKA)).toString(),
                security.clients().kafkaProperties());
    }

    @Override
    public String name() {
        return Component.KAFKA.title();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        HostAndPort broker = HostAndPort.loopback(ports.of(Listener.KAFKA));
        HostAndPort controller = HostAndPort.loopback(ports.of(Listener.KAFKA_CONTROLLER));
        String listener = security.isPresent() ? ServerSecurity.LISTENER : "PLAINTEXT";
        Map<String, String> properties =
                new HashMap<>(security.map(ServerSecurity::ofBroker).orElse(Map.of()));
        properties.put("listeners", listener + "://" + broker + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", listener + "://" + broker);
        properties.put("controller.quorum.voters", "1@" + controller);
        properties.put("log.dirs", records().toString());
        ServerFiles.extend("kafka-server.properties", properties, configuration());
        ServerFiles.copy("kafka-log4j2.properties", logging());
        // The tool writes this file last, so a formatting that was cut off is done again.
        if (!Files.exists(records().resolve("meta.properties"))) {
            ChildProcess.runToEnd(name(), formatting(clusterId()), folder, clock, FORMAT_LIMIT);
        }
    }

    /** Made once: a broker refuses records of another cluster. */
    private String clusterId() throws IOException {
        Path file = folder.home(name()).resolve("cluster.id");
        if (!Files.exists(file)) {
            Path written = file.resolveSibling("cluster.id.new");
            Files.writeString(written, Uuid.randomUuid() + "\n");
            Files.move(written, file);
        }
        return Files.readString(file).strip();
    }

    private JavaCommand formatting(String clusterId) {
        List<String> arguments = new ArrayList<>(
                List.of("format", "-t", clusterId, "-c", configuration().toString(), "--ignore-formatted"));
        // A broker that lets in only whom it knows must know somebody before it starts.
        security.ifPresent(asked -> arguments.addAll(List.of("--add-scram", asked.userOfBroker())));
        return new JavaCommand(
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", loggingOption()),
                classPath,
                "kafka.tools.StorageTool",
                arguments,
                Map.of());
    }

    @Override
    public JavaCommand command() {
        return new JavaCommand(
                List.of(
                        "-Xms128m",
                        "-Xmx512m",
                        "-XX:+UseG1GC",
                        "-XX:MaxGCPauseMillis=20",
                        "-XX:InitiatingHeapOccupancyPercent=35",
                        "-Djava.awt.headless=true",
                        loggingOption()),
                classPath,
                "io.millrace.embedded.kafka.Broker",
                List.of(configuration().toString()),
                Map.of());
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }

    private Path configuration() {
        return folder.home(name()).resolve("server.properties");
    }

    private Path logging() {
        return folder.home(name()).resolve("log4j2.properties");
    }

    private String loggingOption() {
        return "-Dlog4j2.configurationFile=" + logging().toUri();
    }

    private Path records() {
        return folder.home(name()).resolve("data");
    }
}
