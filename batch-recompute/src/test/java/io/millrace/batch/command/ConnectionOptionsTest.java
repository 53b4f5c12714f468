package io.millrace.batch.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectionOptionsTest {
    private final Path folder;

    ConnectionOptionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static ConnectionOptions told(String... arguments) {
        return CommandLine.populateCommand(new ConnectionOptions(), arguments);
    }

    @Test
    void shouldNameEverythingThatIsWrongAtOnce() throws IOException {
        // Given
        Path security = Files.writeString(folder.resolve("cassandra.properties"), "tls=yes\nuser=a\n");

        // When
        ConnectionOptions options = told(
                "--kafka-security",
                folder.resolve("nowhere.properties").toString(),
                "--cassandra-security",
                security.toString(),
                "--key-file",
                folder.resolve("no.key").toString());

        // Then
        assertThatThrownBy(options::settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--kafka-security: the file can't be read")
                .hasMessageContaining("nowhere.properties")
                .hasMessageContaining("tls = 'yes'")
                .hasMessageContaining("not user")
                .hasMessageContaining("--key-file: ")
                .hasMessageContaining("no.key");
    }

    @Test
    void shouldTakeWhatTheFilesSay() throws IOException {
        // Given
        Path kafka = Files.writeString(folder.resolve("kafka.properties"), """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="a" password="b";
                """);
        Path cassandra =
                Files.writeString(folder.resolve("cassandra.properties"), "username=a\npassword=b\ntls=true\n");
        Path key = Files.writeString(folder.resolve("a.key"), "mr_key\n");

        // When
        var settings = told(
                        "--kafka-security",
                        kafka.toString(),
                        "--cassandra-security",
                        cassandra.toString(),
                        "--key-file",
                        key.toString())
                .settings();

        // Then
        assertThat(settings.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.cassandra().connection().security().encryption()).isPresent();
        assertThat(settings.key()).isEqualTo(Optional.of("mr_key"));
    }
}
