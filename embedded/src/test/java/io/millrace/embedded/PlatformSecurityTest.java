package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.EmbeddedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformSecurityTest {
    private static final Installation INSTALLATION = new Installation(Path.of("installation"));
    private static final ServerSecurity SERVERS =
            new ServerSecurity(Path.of("a user's/key.p12"), Path.of("trust.p12"), "stored", "millrace", "spoken");

    private static PlatformOptions options(Map<String, String> environment) {
        return PlatformOptions.fromEnvironment(INSTALLATION, Path.of("data"), 0, environment);
    }

    /** Each runs in a folder of its own. */
    @Test
    void shouldTellServicesFilesByTheirWholePaths() {
        // When
        PlatformOptions options = options(Map.of(
                        "MILLRACE_KAFKA_SECURITY",
                        "kafka.properties",
                        "MILLRACE_CASSANDRA_SECURITY",
                        "/etc/c.properties"))
                .withServiceEnvironment(Map.of("MILLRACE_PARTITIONS", "7"));

        // Then
        assertThat(options.environmentOfServices())
                .isEqualTo(Map.of(
                        "MILLRACE_KAFKA_SECURITY",
                        Path.of("kafka.properties").toAbsolutePath().toString(),
                        "MILLRACE_CASSANDRA_SECURITY",
                        "/etc/c.properties",
                        "MILLRACE_PARTITIONS",
                        "7"));
    }

    @Test
    void shouldTellServicesNothingUnlessTold() {
        assertThat(options(Map.of("MILLRACE_KAFKA_SECURITY", " ")).environmentOfServices())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MILLRACE_KAFKA_SECURITY, MILLRACE_KAFKA, kafka:9093",
        "MILLRACE_CASSANDRA_SECURITY, MILLRACE_CASSANDRA, cassandra:9042"
    })
    void shouldRefuseSecurityForAServerThatIsStartedHereAndOpen(String variable, String address, String elsewhere) {
        // Given
        PlatformOptions here = options(Map.of(variable, "file.properties"));
        PlatformOptions there = options(Map.of(variable, "file.properties", address, elsewhere));
        PlatformSecurity closed = new PlatformSecurity(here.security().clients(), Optional.of(SERVERS));

        // When, Then
        assertThatThrownBy(() -> here.security().requireMeaning(here.started()))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining(variable + " is set")
                .hasMessageContaining(address);
        assertThatCode(() -> there.security().requireMeaning(there.started())).doesNotThrowAnyException();
        assertThatCode(() -> closed.requireMeaning(here.started())).doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhichFileOfAClientCantBeRead() {
        assertThatThrownBy(() -> options(Map.of("MILLRACE_KAFKA_SECURITY", "/nowhere/kafka.properties"))
                        .security()
                        .clients()
                        .kafkaProperties())
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("MILLRACE_KAFKA_SECURITY names /nowhere/kafka.properties, which can't be read");
    }

    @Test
    void shouldTellServersTheirKeysAndNobodyThePasswords() {
        assertThat(SERVERS.ofBroker())
                .containsEntry(
                        "ssl.keystore.location",
                        Path.of("a user's/key.p12").toAbsolutePath().toString())
                .containsEntry("inter.broker.listener.name", "SASL_SSL");
        assertThat(SERVERS.userOfBroker()).isEqualTo("SCRAM-SHA-512=[name=millrace,password=spoken]");
        assertThat(SERVERS.ofCassandra()).contains("a user''s/key.p12', keystore_password: 'stored'");
        assertThat(SERVERS.toString()).doesNotContain("stored").doesNotContain("spoken");
        assertThat(new CassandraLogin(Optional.empty(), "role", "spoken").toString())
                .doesNotContain("spoken");
    }
}
