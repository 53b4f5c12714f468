package io.millrace.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryTest {
    private static final Schema SCHEMA = Schema.create(Schema.Type.LONG);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String answer = "{}";
    private String conflictOn = "";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            boolean conflict = exchange.getRequestURI().getPath().equals(conflictOn);
            exchange.sendResponseHeaders(conflict ? 409 : status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void shouldRegisterThroughApicuriosConfluentApiWhenTheAddressHasNoPath() {
        // Given
        answer = "{\"id\": 17}";

        // When
        int id = registry("").register("events.acme-millrace.acme.gpon", SCHEMA);

        // Then
        assertThat(id).isEqualTo(17);
        assertThat(requests)
                .containsExactly("POST /apis/ccompat/v7/subjects/events.acme-millrace.acme.gpon/versions "
                        + "{\"schemaType\":\"AVRO\",\"schema\":\"\\\"long\\\"\"}");
    }

    @Test
    void shouldUseTheGivenPathAsItIs() {
        // Given
        answer = "{\"schema\": \"\\\"long\\\"\"}";

        // When
        Schema schema = registry("/confluent").byId(17);

        // Then
        assertThat(schema).isEqualTo(SCHEMA);
        assertThat(requests).containsExactly("GET /confluent/schemas/ids/17 ");
    }

    @Test
    void shouldTellARefusalFromAnOutage() {
        // Given
        SchemaRegistry registry = registry("");

        // When
        status = 409;
        SchemaRegistryException refusal = failureOf(registry);
        status = 503;
        SchemaRegistryException outage = failureOf(registry);

        // Then
        assertThat(refusal.isRetryable()).isFalse();
        assertThat(refusal).hasMessageContaining("409");
        assertThat(outage.isRetryable()).isTrue();
    }

    @Test
    void shouldFindWhatAnotherServiceRegisteredAtTheSameMoment() {
        // Given
        conflictOn = "/apis/ccompat/v7/subjects/s/versions";
        answer = "{\"id\": 17}";

        // When
        int id = registry("").register("s", SCHEMA);

        // Then
        assertThat(id).isEqualTo(17);
        assertThat(requests)
                .extracting(request -> request.split(" ")[1])
                .containsExactly(conflictOn, "/apis/ccompat/v7/subjects/s");
    }

    @Test
    void shouldCallAnAddressWhereNothingAnswersRetryable() {
        // Given
        SchemaRegistry registry = registry("");
        server.stop(0);

        // When
        SchemaRegistryException outage = failureOf(registry);

        // Then
        assertThat(outage.isRetryable()).isTrue();
    }

    @Test
    void shouldRefuseAnAnswerWithoutAnId() {
        // Given
        answer = "{\"message\": \"hello\"}";

        // When / Then
        assertThatThrownBy(() -> registry("").register("s", SCHEMA)).isInstanceOf(SchemaRegistryException.class);
    }

    private static SchemaRegistryException failureOf(SchemaRegistry registry) {
        try {
            registry.byId(1);
        } catch (SchemaRegistryException failure) {
            return failure;
        }
        throw new AssertionError("did not fail");
    }

    private SchemaRegistry registry(String path) {
        return new SchemaRegistry(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }
}
