package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One of our own services. */
final class Service implements Child {
    private final Component component;
    private final List<Path> classPath;
    private final DataFolder folder;
    private final Ports ports;
    private final Addresses addresses;
    private final Map<String, String> environment;
    private final Probe probe;

    /**
     * @param environment beside ours
     */
    Service(
            Component component,
            Installation installation,
            DataFolder folder,
            Ports ports,
            Addresses addresses,
            Map<String, String> environment) {
        this.component = component;
        this.classPath = installation.classPath(component);
        this.folder = folder;
        this.ports = ports;
        this.addresses = addresses;
        this.environment = environment;
        this.probe = Probe.http(Addresses.http(ports, component).resolve("/health/readiness"));
    }

    @Override
    public String name() {
        return component.title();
    }

    @Override
    public JavaCommand command() {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(where());
        return new JavaCommand(
                List.of("-Xms64m", "-Xmx" + heapMegabytes() + "m", "-XX:+UseSerialGC", "-Xss512k"),
                classPath,
                mainClass(),
                List.of(),
                all);
    }

    private Map<String, String> where() {
        return Map.of(
                ExternalAddresses.KAFKA,
                addresses.kafka(),
                ExternalAddresses.CASSANDRA,
                addresses.cassandra().toString(),
                ExternalAddresses.REGISTRY,
                addresses.registry().toString(),
                Ports.variable(component),
                Integer.toString(ports.of(component)),
                "MILLRACE_DATA_DIR",
                folder.home(name()).toString());
    }

    private String mainClass() {
        return switch (component) {
            case INGEST -> "io.millrace.ingest.service.IngestApplication";
            case STREAM -> "io.millrace.stream.service.StreamApplication";
            case WRITER -> "io.millrace.writer.service.WriterApplication";
            case QUERY -> "io.millrace.query.service.QueryApplication";
            case KAFKA, CASSANDRA, REGISTRY -> throw new IllegalArgumentException(component + " is not a service");
        };
    }

    /** The stream-processor holds partial aggregates and hot rollup rows; the others only what is on its way. */
    private int heapMegabytes() {
        return component == Component.STREAM ? 768 : 320;
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }
}
