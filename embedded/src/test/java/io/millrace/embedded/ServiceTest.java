package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
    private final Installation installation;
    private final DataFolder folder;

    ServiceTest(@TempDir Path root) {
        this.installation = new Installation(root.resolve("installation"));
        this.folder = new DataFolder(root.resolve("data"));
    }

    @Test
    void shouldTellTheServiceWhereEverythingIs() throws IOException {
        // Given
        Path jars = Files.createDirectories(installation.home().resolve("lib/stream-processor"));
        Path second = Files.createFile(jars.resolve("b.jar"));
        Path first = Files.createFile(jars.resolve("a.jar"));
        Files.createFile(jars.resolve("notes.txt"));
        Ports ports = Ports.DEFAULT.withOffset(100);
        Addresses addresses = Addresses.of(new PlatformOptions(installation, folder.root()).withPorts(ports));
        // When
        JavaCommand command = new Service(
                        Component.STREAM, installation, folder, ports, addresses, Map.of("MILLRACE_PARTITIONS", "7"))
                .command();
        // Then
        assertThat(command.classPath()).containsExactly(first, second);
        assertThat(command.mainClass()).isEqualTo("io.millrace.stream.service.StreamApplication");
        assertThat(command.environment())
                .isEqualTo(Map.of(
                        "MILLRACE_PARTITIONS", "7",
                        "MILLRACE_KAFKA", "127.0.0.1:9192",
                        "MILLRACE_CASSANDRA", "127.0.0.1:9142",
                        "MILLRACE_REGISTRY", "http://127.0.0.1:8505",
                        "MILLRACE_STREAM_PORT", "8502",
                        "MILLRACE_DATA_DIR", folder.home("stream-processor").toString()));
    }
}
