package io.millrace.shell.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private final Map<String, String> texts = new HashMap<>();
    private final SettingsReader reader = new SettingsReader(name -> Optional.ofNullable(texts.get(name)));

    private void assertWrong(String problem) {
        assertThatThrownBy(() -> reader.complete(() -> "unused"))
                .isInstanceOfSatisfying(InvalidSettingsException.class, invalid -> assertThat(invalid.problems())
                        .containsExactly(problem));
    }

    @Test
    void shouldNameEveryProblemAtOnce() {
        // Given
        texts.put("threads", "many");
        texts.put("interval", "1h");
        // When
        int threads = reader.integer("threads", 1, 8);
        Duration interval = reader.duration("interval", Duration.ofMillis(10), Duration.ofSeconds(5));
        Optional<Object> group = reader.together("limits", () -> {
            throw new IllegalArgumentException("a batch has more than is held");
        });
        // Then
        assertThatThrownBy(() -> reader.complete(() -> "unused"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("the settings can't be used:\n- threads = 'many': a whole number from 1 to 8\n"
                        + "- interval = '1h': from 10ms to 5s\n- limits: a batch has more than is held");
        assertThat(threads).isEqualTo(1);
        assertThat(interval).isEqualTo(Duration.ofMillis(10));
        assertThat(group).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "8", "' 5 '"})
    void shouldReadNumbersWithinTheirLimits(String text) {
        texts.put("threads", text);

        assertThat(reader.integer("threads", 1, 8)).isEqualTo(Integer.parseInt(text.strip()));
        assertThat(reader.complete(() -> "right")).isEqualTo("right");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9", "", "1.5", "99999999999999999999"})
    void shouldRefuseOtherNumbers(String text) {
        texts.put("threads", text);

        reader.integer("threads", 1, 8);

        assertWrong("threads = '" + text + "': a whole number from 1 to 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1"})
    void shouldListenOnLoopback(String host) {
        texts.put("micronaut.server.host", host);
        texts.put("micronaut.server.port", "8400");

        assertThat(reader.port()).isEqualTo(8400);
        assertThat(reader.complete(() -> "right")).isEqualTo("right");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void shouldListenOnNothingElseWithoutAuthentication(String host) {
        texts.put("micronaut.server.host", host);
        texts.put("micronaut.server.port", "8400");

        reader.port();

        assertWrong("micronaut.server.host = '" + host
                + "': only a loopback address such as 127.0.0.1 without authentication: set "
                + "millrace.access.administrator-key-sha256 to listen elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::", "127.0.0.1"})
    void shouldListenAnywhereOnceKeysAreAskedFor(String host) {
        texts.put("micronaut.server.host", host);
        texts.put("micronaut.server.port", "8400");
        texts.put("millrace.access.administrator-key-sha256", "0A".repeat(32));

        assertThat(reader.port()).isEqualTo(8400);
        assertThat(reader.complete(() -> "right")).isEqualTo("right");
    }

    @Test
    void shouldNotRepeatAKeyThatWasSetInsteadOfItsHash() {
        texts.put("millrace.access.administrator-key-sha256", "mr_administrator_secret");

        assertThat(reader.keyHash("millrace.access.administrator-key-sha256")).isEmpty();

        assertWrong(
                "millrace.access.administrator-key-sha256: the SHA-256 of a key as 64 hexadecimal digits, not the key;"
                        + " see 'millrace keys administrator'");
    }

    @Test
    void shouldRefuseAKeyForMetricsWhileNobodyIsAskedForAKey() {
        texts.put("micronaut.server.host", "127.0.0.1");
        texts.put("micronaut.server.port", "8400");
        texts.put("millrace.access.metrics-key-sha256", "0a".repeat(32));

        reader.port();

        assertWrong("millrace.access.metrics-key-sha256: of no use while nobody is asked for a key: set"
                + " millrace.access.administrator-key-sha256 too");
    }

    @Test
    void shouldReadAddresses() {
        // Given
        texts.put("millrace.kafka", "one:9092, [::1]:9093");
        texts.put("millrace.registry", "https://registry/apis");
        // When / Then
        assertThat(reader.kafka()).isPresent();
        assertThat(reader.registry()).contains(URI.create("https://registry/apis"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "one:9092,", "one:port"})
    void shouldRefuseWhatIsNoServer(String servers) {
        texts.put("millrace.kafka", servers);

        assertThat(reader.kafka()).isEmpty();

        assertWrong("millrace.kafka = '" + servers + "': not host:port, several separated by commas");
    }

    @Test
    void shouldNameTheProcessAfterItsHostAndPortUnlessToldOtherwise() {
        // When
        String byPort = reader.instance(8402);
        String byProcess = reader.instance(-1);
        texts.put("millrace.instance", "blue");
        String told = reader.instance(8402);
        // Then
        assertThat(byPort).matches("[A-Za-z0-9._-]+-8402");
        assertThat(byProcess).endsWith("-p" + ProcessHandle.current().pid());
        assertThat(told).isEqualTo("blue");
    }

    @Test
    void shouldRefuseANameThatKafkaWouldNot() {
        texts.put("millrace.instance", "a b");

        reader.instance(8402);

        assertWrong("millrace.instance = 'a b': only letters, digits, dot, underscore and hyphen");
    }

    @Test
    void shouldReadWhosePagesMayAsk() {
        // Given
        texts.put("millrace.cors.origins", "https://Page.example, http://[::1]:3000");

        // Then
        assertThat(reader.origins()).containsExactlyInAnyOrder("https://page.example", "http://[::1]:3000");
        texts.put("millrace.cors.origins", "");
        assertThat(reader.origins()).isEmpty();
        assertThat(reader.complete(() -> "right")).isEqualTo("right");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "page.example", "https://page.example/", "https://a.example,", "null", "ftp://a.example"})
    void shouldRefuseWhatIsNoOrigin(String text) {
        texts.put("millrace.cors.origins", text);

        reader.origins();

        assertWrong("millrace.cors.origins = '" + text
                + "': not https://host or https://host:port, several separated by commas");
    }
}
