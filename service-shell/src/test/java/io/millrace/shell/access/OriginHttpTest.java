package io.millrace.shell.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins may do. */
@MicronautTest
@Property(name = "millrace.access.administrator-key-sha256", value = AccessHttpTest.ADMINISTRATOR_SHA_256)
@Property(name = "millrace.cors.origins", value = "https://Page.example, http://localhost:3000")
@Property(name = "spec.name", value = "OriginHttpTest")
class OriginHttpTest {
    private static final String KEY = "Authorization: Bearer administrator\r\n";

    private final EmbeddedServer server;
    private final Changes changes;

    OriginHttpTest(EmbeddedServer server, Changes changes) {
        this.server = server;
        this.changes = changes;
    }

    /** Something to read and something to change. */
    @Controller("/v1/thing")
    @Requires(property = "spec.name", value = "OriginHttpTest")
    static final class Changes {
        final AtomicInteger made = new AtomicInteger();

        @Get
        @Needs(Right.INSTALLATION)
        String get() {
            return "thing";
        }

        @Post
        @Needs(Right.INSTALLATION)
        String post() {
            return "changed " + made.incrementAndGet();
        }
    }

    /** Java's own client sends no Host and no Origin but its own. */
    private String send(String method, String path, String headers) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + path + " HTTP/1.1\r\nHost: millrace.test:8400\r\nConnection: close\r\n"
                            + "Content-Length: 0\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void shouldLetPagesOfAnAllowedOriginReadWhatIsAnswered() throws Exception {
        // When
        String answer = send("GET", "/v1/thing", KEY + "Origin: https://page.example\r\n");

        // Then
        assertThat(answer)
                .startsWith("http/1.1 200")
                .contains("access-control-allow-origin: https://page.example\r\n", "vary: origin\r\n")
                .containsPattern("access-control-expose-headers: [^\r]*retry-after")
                .doesNotContain("access-control-allow-credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/thing", "/nowhere"})
    void shouldLetThemReadWhyTheyAreRefused(String path) throws Exception {
        assertThat(send("GET", path, "Origin: http://localhost:3000\r\n"))
                .startsWith("http/1.1 401")
                .contains("access-control-allow-origin: http://localhost:3000\r\n");
        assertThat(send("GET", "/nowhere", KEY + "Origin: http://localhost:3000\r\n"))
                .startsWith("http/1.1 404")
                .contains("access-control-allow-origin: http://localhost:3000\r\n");
    }

    @Test
    void shouldAnswerTheQuestionBeforehandWithoutAKey() throws Exception {
        // When
        String answer =
                send("OPTIONS", "/v1/thing", "Origin: https://page.example\r\nAccess-Control-Request-Method: PUT\r\n");

        // Then
        assertThat(answer)
                .startsWith("http/1.1 204")
                .contains("access-control-allow-origin: https://page.example\r\n", "access-control-max-age: 600\r\n")
                .containsPattern("access-control-allow-methods: [^\r]*put")
                .containsPattern("access-control-allow-headers: [^\r]*authorization[^\r]*if-match")
                .containsOnlyOnce("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example",
                "http://page.example",
                "https://page.example:8443",
                "https://page.example.evil",
                "null",
                "::",
            })
    void shouldRefusePagesOfAnyOtherOriginBeforeAnythingIsDone(String origin) throws Exception {
        // Given
        int before = changes.made.get();

        // When
        String answer = send("POST", "/v1/thing", KEY + "Origin: " + origin + "\r\n");
        String beforehand =
                send("OPTIONS", "/v1/thing", "Origin: " + origin + "\r\nAccess-Control-Request-Method: POST\r\n");

        // Then
        assertThat(answer)
                .startsWith("http/1.1 403")
                .contains("application/problem+json", "urn:millrace:problem:origin-not-allowed")
                .doesNotContain("access-control-");
        assertThat(beforehand).startsWith("http/1.1 403").doesNotContain("access-control-");
        assertThat(changes.made).hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Origin: http://millrace.test:8400\r\n", "Origin: https://Millrace.test:8400\r\n"})
    void shouldAskNothingOfItsOwnPagesAndOfWhoeverIsNoBrowser(String header) throws Exception {
        assertThat(send("POST", "/v1/thing", KEY + header))
                .startsWith("http/1.1 200")
                .doesNotContain("access-control-");
    }
}
