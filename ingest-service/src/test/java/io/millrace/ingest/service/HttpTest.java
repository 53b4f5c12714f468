package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What tests of the HTTP API share: a client, and an end to every obstacle after a test. */
abstract class HttpTest {
    static final String PIPELINES = "/v1/tenants/acme/pipelines/";

    private static final ObjectMapper JSON = new ObjectMapper();

    final MemoryAttachments attachments;
    private final EmbeddedServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    HttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        this.server = server;
        this.attachments = attachments;
    }

    @AfterEach
    void clear() {
        attachments.obstacle = Optional.empty();
        attachments.producer.sendException = null;
        attachments.producer.clear();
    }

    /** An answer, its body read as JSON if it has one. */
    record Answer(int status, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException malformed) {
                throw new UncheckedIOException(malformed);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** A definition with fields device (string) and speed (long), and one rollup. */
    static String definition(String pipeline, String more) {
        return """
                apiVersion: millrace/v1
                pipeline: %s
                event:
                  fields:
                    - {name: device, type: string, from: device}
                    - {name: speed, type: long, from: speed}
                rollups:
                  - name: device_5m
                    dimensions: [device]
                    window: {type: tumbling, size: 5m}
                    measures:
                      - {name: readings, type: count}
                %s
                """.formatted(pipeline, more);
    }

    Answer put(String pipeline, String definition, String... headers) {
        return send("PUT", PIPELINES + pipeline, BodyPublishers.ofString(definition), headers);
    }

    Answer post(String path, String contentType, String body) {
        return send("POST", path, BodyPublishers.ofString(body), "Content-Type", contentType);
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.getURI().resolve(path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A problem of a type has all that a problem must have. */
    static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:millrace:problem:" + type);
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("title").asText()).isNotEmpty();
        assertThat(answer.json().get("detail").asText()).isNotEmpty();
        assertThat(answer.json().get("retryable").isBoolean()).isTrue();
    }
}
