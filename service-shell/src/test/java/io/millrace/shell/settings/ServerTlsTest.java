package io.millrace.shell.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with keys that the JDK's own tool makes. */
class ServerTlsTest {
    private static final String PASSWORD = "changeit";

    private static Path folder = Path.of("");

    private final Map<String, String> texts = new HashMap<>(Map.of(
            "micronaut.server.host", "127.0.0.1",
            "micronaut.server.port", "8400",
            "micronaut.server.ssl.enabled", "true",
            "micronaut.server.ssl.key-store.type", "PKCS12",
            "micronaut.server.ssl.key-store.password", PASSWORD));
    private final SettingsReader reader = new SettingsReader(name -> Optional.ofNullable(texts.get(name)));

    @BeforeAll
    static void makeKeys(@TempDir Path made) throws Exception {
        folder = made;
        keytool(
                "-genkeypair",
                "-keystore",
                "server.p12",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2");
        keytool("-exportcert", "-keystore", "server.p12", "-alias", "server", "-file", "server.cer");
        keytool("-importcert", "-keystore", "trust.p12", "-alias", "server", "-file", "server.cer", "-noprompt");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.concat(Stream.of(arguments), Stream.of("-storepass", PASSWORD, "-storetype", "PKCS12")))
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static HttpClient trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("trust.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertWrong(String problem) {
        reader.port();

        assertThatThrownBy(() -> reader.complete(() -> "unused"))
                .isInstanceOfSatisfying(InvalidSettingsException.class, invalid -> assertThat(invalid.problems())
                        .singleElement()
                        .asString()
                        .startsWith("micronaut.server.ssl")
                        .contains(problem));
    }

    @Test
    void shouldServeOverTlsAndNothingWithout() throws Exception {
        // Given
        Map<String, Object> properties = Map.of(
                "micronaut.server.ssl.enabled",
                true,
                "micronaut.server.ssl.port",
                -1,
                "micronaut.server.ssl.key-store.path",
                "file:" + folder.resolve("server.p12"),
                "micronaut.server.ssl.key-store.type",
                "PKCS12",
                "micronaut.server.ssl.key-store.password",
                PASSWORD);
        try (ApplicationContext context = ApplicationContext.run(properties, "test");
                EmbeddedServer server = context.getBean(EmbeddedServer.class).start()) {
            URI liveness = URI.create("https://127.0.0.1:" + server.getPort() + "/health/liveness");

            // When
            HttpResponse<String> response = get(trusting(), liveness);

            // Then
            assertThat(server.getScheme()).isEqualTo("https");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.sslSession()).isPresent();
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), liveness))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> get(
                            HttpClient.newHttpClient(),
                            URI.create("http://127.0.0.1:" + server.getPort() + "/health/liveness")))
                    .isInstanceOf(java.io.IOException.class)
                    .isNotInstanceOf(ConnectException.class);
        }
    }

    @Test
    void shouldTakeAKeyStoreThatItCanUse() {
        texts.put("micronaut.server.ssl.key-store.path", "file:" + folder.resolve("server.p12"));

        assertThat(reader.port()).isEqualTo(8400);
        assertThat(reader.complete(() -> "right")).isEqualTo("right");
    }

    @Test
    void shouldSayThatNoKeyStoreIsNamed() {
        texts.put("micronaut.server.ssl.key-store.path", "file:");

        assertWrong("set MILLRACE_TLS_KEYSTORE");
    }

    @Test
    void shouldSayThatTheFileIsNotThere() {
        texts.put("micronaut.server.ssl.key-store.path", "file:" + folder.resolve("nowhere.p12"));

        assertWrong("nowhere.p12 can't be read");
    }

    @Test
    void shouldSayThatThePasswordIsWrong() {
        texts.put("micronaut.server.ssl.key-store.path", "file:" + folder.resolve("server.p12"));
        texts.put("micronaut.server.ssl.key-store.password", "another");

        assertWrong("with this password");
    }

    @Test
    void shouldSayThatThereIsNoPrivateKey() {
        texts.put("micronaut.server.ssl.key-store.path", "file:" + folder.resolve("trust.p12"));

        assertWrong("has no private key");
    }

    @Test
    void shouldSayThatItIsNeitherOnNorOff() {
        texts.put("micronaut.server.ssl.enabled", "yes");

        assertWrong("true or false");
    }
}
