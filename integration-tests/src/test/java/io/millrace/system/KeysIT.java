package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.Addresses;
import io.millrace.embedded.Component;
import io.millrace.embedded.ExternalAddresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.kafka.record.AuditRecord;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both HTTP services, asking for keys. */
@ExtendWith(RunningMillrace.class)
class KeysIT {
    private static final String ADMINISTRATOR = "mr_administrator_of_a_test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ACME = "/v1/tenants/keys-acme";
    private static final String OTHER = "/v1/tenants/keys-other";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: clicks
            event: {fields: [{name: page, type: string}]}
            rollups: [{name: pages, dimensions: [page], window: {type: tumbling, size: 5m}, measures: [{name: n, type: count}]}]
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void shouldLetInWhoHasAKeyAndNoOneElse(Client open) throws Exception {
        // Given
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "millrace-keys-");
        Addresses first = open.platform().addresses();
        PlatformOptions options = new PlatformOptions(Installation.fromSystemProperty(), folder)
                .withPorts(Ports.free())
                .withExternalAddresses(new ExternalAddresses(
                        Optional.of(first.kafka()), Optional.of(first.cassandra()), Optional.of(first.registry())))
                .withComponents(EnumSet.of(Component.INGEST, Component.QUERY))
                .withServiceEnvironment(Map.of("MILLRACE_ADMINISTRATOR_KEY_SHA256", ApiKey.sha256(ADMINISTRATOR)));
        try (Platform closed = Platform.start(options, new ToStandardError(), Clock.systemUTC())) {
            URI ingest = closed.addresses().ingest();
            URI query = closed.addresses().query();
            assertThat(send("GET", ingest, "/v1/tenants", "", "")).isEqualTo(401);
            assertThat(send("PUT", ingest, ACME, ADMINISTRATOR, "")).isEqualTo(201);
            assertThat(send("PUT", ingest, OTHER, ADMINISTRATOR, "")).isEqualTo(201);
            JsonNode admin = createKey(ingest, ACME, "\"admin\"");
            JsonNode reader = createKey(ingest, ACME, "\"query\"");
            JsonNode stranger = createKey(ingest, OTHER, "\"ingest\", \"query\", \"admin\"");

            // When
            int put = send(
                    "PUT", ingest, ACME + "/pipelines/clicks", admin.get("key").asText(), DEFINITION);

            // Then
            assertThat(put).isEqualTo(201);
            assertThat(send(
                            "PUT",
                            ingest,
                            ACME + "/pipelines/clicks",
                            reader.get("key").asText(),
                            DEFINITION))
                    .isEqualTo(403);
            assertThat(send(
                            "DELETE",
                            ingest,
                            ACME + "/pipelines/clicks",
                            stranger.get("key").asText(),
                            ""))
                    .isEqualTo(404);
            // Every service follows the topic by itself.
            awaitStatus(query, ACME + "/rollups", reader, 200);
            awaitStatus(query, ACME + "/rollups", stranger, 404);
            awaitStatus(query, ACME + "/rollups", admin, 403);
            assertThat(send("GET", query, ACME + "/rollups", "", "")).isEqualTo(401);

            // When
            int revoked =
                    send("DELETE", ingest, ACME + "/keys/" + reader.get("id").asText(), ADMINISTRATOR, "");

            // Then
            assertThat(revoked).isEqualTo(204);
            awaitStatus(query, ACME + "/rollups", reader, 401);
            assertThat(send(
                            "GET",
                            ingest,
                            ACME + "/pipelines",
                            reader.get("key").asText(),
                            ""))
                    .isEqualTo(401);
            assertThat(acts(first))
                    .filteredOn(act -> act.tenant().equals("keys-acme"))
                    .extracting(act -> act.action() + " " + act.status())
                    .containsExactly(
                            "put-tenant 201",
                            "create-key 201",
                            "create-key 201",
                            "put-pipeline 201",
                            "put-pipeline 403",
                            "delete-pipeline 404",
                            "revoke-key 204");
            assertThat(records(first, new Topics(1).tenants()))
                    .isNotEmpty()
                    .noneMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(secret(reader)));
        }
    }

    private static String secret(JsonNode key) {
        String text = key.get("key").asText();
        return text.substring(text.length() - 43);
    }

    private JsonNode createKey(URI ingest, String tenant, String scopes) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ingest + tenant + "/keys"))
                .header("Authorization", "Bearer " + ADMINISTRATOR)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"scopes\": [" + scopes + "]}"))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json.readTree(response.body());
    }

    private int send(String method, URI service, String path, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + path))
                .header("Content-Type", "application/yaml")
                .method(method, BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void awaitStatus(URI service, String path, JsonNode key, int status) throws Exception {
        Client.await(
                path + " is answered " + status,
                PATIENCE,
                () -> send("GET", service, path, key.get("key").asText(), ""),
                answer -> answer == status);
    }

    private static List<AuditRecord> acts(Addresses addresses) {
        TopicDeclaration topic = new Topics(1).audit();
        RecordSerde<AuditRecord> serde = RecordSerde.register(
                new AuditRecord.Format(), topic.name() + "-value", new SchemaRegistry(addresses.registry()));
        return records(addresses, topic).stream().map(serde::deserialize).toList();
    }

    /** Every value of a topic of one partition. */
    private static List<byte[]> records(Addresses addresses, TopicDeclaration topic) {
        Map<String, Object> properties = new KafkaConnection(addresses.kafka()).properties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        List<byte[]> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
