package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.process.EmbeddedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformOptionsTest {
    private static final Installation INSTALLATION = new Installation(Path.of("installation"));

    @Test
    void shouldStartEverythingWhenTheEnvironmentIsEmpty() {
        // When
        PlatformOptions options = PlatformOptions.fromEnvironment(INSTALLATION, Path.of("data"), 10, Map.of());
        // Then
        assertThat(options.started()).isEqualTo(Component.ALL);
        assertThat(Addresses.of(options))
                .isEqualTo(new Addresses(
                        "127.0.0.1:9102",
                        new HostAndPort("127.0.0.1", 9052),
                        URI.create("http://127.0.0.1:8415"),
                        URI.create("http://127.0.0.1:8411"),
                        URI.create("http://127.0.0.1:8410")));
    }

    @Test
    void shouldNotStartWhatHasAnAddress() {
        // When
        PlatformOptions options = PlatformOptions.fromEnvironment(
                INSTALLATION,
                Path.of("data"),
                0,
                Map.of(
                        "MILLRACE_KAFKA", "one:9092,two:9092",
                        "MILLRACE_CASSANDRA", "rack:19042",
                        "MILLRACE_REGISTRY", "http://registry:8081"));
        // Then
        assertThat(options.started()).isEqualTo(Component.SERVICES);
        Addresses addresses = Addresses.of(options);
        assertThat(addresses.kafka()).isEqualTo("one:9092,two:9092");
        assertThat(addresses.cassandra()).isEqualTo(new HostAndPort("rack", 19042));
        assertThat(addresses.registry()).isEqualTo(URI.create("http://registry:8081"));
    }

    @ParameterizedTest
    @CsvSource({
        "MILLRACE_KAFKA, 'one:9092,two'",
        "MILLRACE_CASSANDRA, host",
        "MILLRACE_REGISTRY, registry:8081",
        "MILLRACE_REGISTRY, http://a b"
    })
    void shouldNameTheVariableThatIsNotAnAddress(String variable, String value) {
        assertThatThrownBy(() -> ExternalAddresses.fromEnvironment(Map.of(variable, value)))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining(variable);
    }

    @Test
    void shouldSayHowToBuildWhatIsMissing() {
        assertThatThrownBy(() -> INSTALLATION.classPath(Component.KAFKA))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("The installation lacks kafka")
                .hasMessageContaining("./mvnw package");
    }
}
