package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Apicurio Registry over an H2 file. */
final class RegistryServer implements Child {
    private final List<Path> classPath;
    private final DataFolder folder;
    private final Ports ports;
    private final Probe probe;

    RegistryServer(Installation installation, DataFolder folder, Ports ports) {
        this.classPath = installation.classPath(Component.REGISTRY);
        this.folder = folder;
        this.ports = ports;
        this.probe = Probe.http(subjects(Addresses.http(ports, Component.REGISTRY)));
    }

    /** Answered only when the storage is there, on any registry that speaks Confluent's API. */
    static URI subjects(URI registry) {
        return URI.create(registry.toString().replaceAll("/+$", "") + "/apis/ccompat/v7/subjects");
    }

    @Override
    public String name() {
        return Component.REGISTRY.title();
    }

    @Override
    public JavaCommand command() {
        return new JavaCommand(
                List.of(
                        "-Xms48m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + ports.of(Component.REGISTRY),
                        // H2 writes half a second after it says it has, unless told not to: a schema id that was handed
                        // out and then forgotten would be given to another schema.
                        "-DREGISTRY_DATASOURCE_URL=jdbc:h2:file:"
                                + folder.home(name()).resolve("registry") + ";WRITE_DELAY=0"),
                classPath,
                "io.quarkus.runner.GeneratedMain",
                List.of(),
                Map.of());
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }
}
