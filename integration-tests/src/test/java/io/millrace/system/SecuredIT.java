package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.sample.GponSample;
import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.SparkApplication;
import io.millrace.embedded.SparkSubmit;
import io.millrace.embedded.process.EmbeddedException;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services, and the recompute, against a Kafka with SASL_SSL and a Cassandra with TLS and passwords. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TENANT = "secured";
    private static final String GPON_FROM = "2019-08-01T02:00:00Z";
    private static final String GPON_TO = "2019-08-01T12:00:00Z";
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final int READINGS = 300;
    private static final String FROM_A_TOPIC = """
            apiVersion: millrace/v1
            pipeline: readings
            event:
              fields:
                - {name: device, type: string}
                - {name: at, type: timestamp}
              time: at
            rollups:
              - {name: total, window: {type: tumbling, size: 1d}, measures: [{name: readings, type: count}]}
            sources:
              - {type: kafka, topic: secured-readings, format: json}
            """;

    private final SecuredServers servers;

    SecuredIT() throws Exception {
        servers = SecuredServers.start();
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void shouldServeAndProveWhatCameThroughSecuredServers() throws Exception {
        // Given
        List<String> lines = sampleLines();
        GponTruth truth = new GponTruth(GponRollup.EXAMPLE);
        truth.add(lines);
        writeTopic();
        try (Platform services = start(servers.services(Map.of()))) {
            Client client = new Client(services);
            assertThat(client.putPipeline(TENANT, "gpon", TruthIT.definition()).status())
                    .isEqualTo(201);
            assertThat(client.putPipeline(TENANT, "readings", FROM_A_TOPIC).status())
                    .isEqualTo(201);

            // When
            Client.Answer answer = client.postEvents(
                    TENANT, "gpon", "text/csv", GponSample.HEADER + "\n" + String.join("\n", lines) + "\n");

            // Then: over HTTP
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            truth.assertServed(client, TENANT, GPON_FROM, GPON_TO, PATIENCE);

            // Then: from a topic of the same cluster
            assertThat(Client.await(
                            "every record of the topic is served",
                            PATIENCE,
                            () -> client.events(TENANT, "readings", "total", FROM, TO),
                            events -> events >= READINGS))
                    .isEqualTo(READINGS);

            // Then: the archive, read by the one jar on Spark, says the same
            Path output = servers.file("reconcile.txt");
            int exit = reconcile(services, output);
            assertThat(exit).as(Files.readString(output)).isZero();
        }
    }

    private static List<String> sampleLines() throws IOException {
        StringBuilder csv = new StringBuilder();
        new GponSample(11, 4_000, 1_000, 0).writeTo(csv);
        List<String> lines = new ArrayList<>(List.of(csv.toString().split("\n")));
        lines.remove(0);
        return lines;
    }

    private void writeTopic() throws Exception {
        TopicCreator.ensure(
                servers.kafka(),
                Duration.ofSeconds(30),
                List.of(new TopicDeclaration("secured-readings", 2, Map.of())));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                servers.kafka().properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = "{\"device\":\"d\",\"at\":\"2026-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int record = 0; record < READINGS; record++) {
                sent.add(producer.send(new ProducerRecord<>("secured-readings", record % 2, null, value)));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private int reconcile(Platform services, Path output) throws Exception {
        Installation installation = Installation.fromSystemProperty();
        Map<String, String> environment = new HashMap<>(servers.environment());
        environment.put("MILLRACE_INGEST_URL", services.addresses().ingest().toString());
        return new SparkSubmit(installation, servers.file("spark"), Redirect.appendTo(output.toFile()))
                .local(
                        new SparkApplication(
                                installation.recomputeJar(),
                                "io.millrace.batch.Main",
                                List.of("reconcile", TENANT, "readings", "--from", FROM, "--to", TO),
                                List.of(),
                                Map.of(),
                                environment),
                        1_024);
    }

    @ParameterizedTest
    @CsvSource({
        "MILLRACE_KAFKA, kafka-wrong-password.properties, does not let us in: Authentication failed",
        "MILLRACE_KAFKA, kafka-untrusted.properties, does not let us in: unable to find valid certification path",
        "MILLRACE_KAFKA, '', does not let us in: it speaks TLS",
        "MILLRACE_CASSANDRA, cassandra-wrong-password.properties, password are incorrect",
        "MILLRACE_CASSANDRA, cassandra-untrusted.properties, does not let us in: unable to find valid certification path",
        "MILLRACE_CASSANDRA, '', nothing that works answers there"
    })
    void shouldStartNothingWhereNobodyLetsUsIn(String server, String file, String why) throws Exception {
        // Given
        String variable = server + "_SECURITY";
        PlatformOptions options = servers.services(
                Map.of(variable, file.isEmpty() ? "" : servers.file(file).toString()));

        // When, Then
        assertThatThrownBy(() -> start(options).close())
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining(server + " is 127.0.0.1:")
                .hasMessageContaining(why)
                .hasMessageContaining(variable)
                .hasMessageContaining(file);
    }

    @ParameterizedTest
    @CsvSource({
        "STREAM, MILLRACE_KAFKA_SECURITY, '', speaks TLS",
        "WRITER, MILLRACE_CASSANDRA_SECURITY, cassandra-untrusted.properties, do not agree on TLS"
    })
    void shouldEndAServiceThatIsNotLetIn(Component service, String variable, String file, String why) throws Exception {
        // Given
        String set = file.isEmpty() ? "" : servers.file(file).toString();

        // When, Then
        assertThatThrownBy(() -> startOne(service, Map.of(variable, set)))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining(service.title() + " did not become ready")
                .hasMessageContaining(why)
                .hasMessageContaining(variable);
    }

    @Test
    void shouldNameEverySettingThatCantBeUsed() {
        assertThatThrownBy(() -> startOne(
                        Component.WRITER,
                        Map.of(
                                "MILLRACE_KAFKA_SECURITY",
                                servers.file("nowhere.properties").toString(),
                                "MILLRACE_CASSANDRA_SECURITY",
                                servers.file("cassandra-locked.properties").toString())))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("millrace.kafka-security")
                .hasMessageContaining("nowhere.properties")
                .hasMessageContaining("millrace.cassandra-security")
                .hasMessageContaining("truststore with truststore-password: ");
    }

    /** One service, which alone is told otherwise. */
    private void startOne(Component service, Map<String, String> told) throws Exception {
        start(servers.services(Map.of()).withComponents(EnumSet.of(service)).withServiceEnvironment(told))
                .close();
    }

    private static Platform start(PlatformOptions options) throws InterruptedException {
        return Platform.start(options, new ToStandardError(), Clock.systemUTC());
    }
}
