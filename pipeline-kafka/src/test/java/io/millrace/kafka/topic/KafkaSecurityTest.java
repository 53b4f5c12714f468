package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSecurityTest {
    private static final String SCRAM = """
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
              username="millrace" password="not for logs";
            """;

    private final Path folder;

    KafkaSecurityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private KafkaSecurity read(String text) throws IOException {
        return KafkaSecurity.read(
                Files.writeString(folder.resolve("kafka.properties"), text).toString());
    }

    @Test
    void shouldGiveEveryClientWhatTheFileSays() throws IOException {
        // When
        KafkaConnection connection = new KafkaConnection("kafka:9093", read(SCRAM));

        // Then
        assertThat(connection.properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("bootstrap.servers", "kafka:9093")
                .hasSize(4);
        assertThat(connection.toString()).contains("kafka:9093").doesNotContain("not for logs");
    }

    @Test
    void shouldSetNothingByItself() {
        assertThat(new KafkaConnection("kafka:9092").properties()).isEqualTo(Map.of("bootstrap.servers", "kafka:9092"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "security.protocol=TLS|security.protocol",
                "ssl.truststore.location=trust.p12|security.protocol is not set",
                "security.protocol=SSL\\nacks=1\\nclient.id=a|not acks, client.id",
                "security.protocol=SSL\\nssl.truststore.location=nowhere.p12|nowhere.p12",
                "security.protocol=SASL_SSL\\nsasl.mechanism=SCRAM-SHA-512|JAAS",
            })
    void shouldNameWhatCantBeUsed(String text, String named) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void shouldNameEverythingThatIsWrong() throws Exception {
        // Given
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Path keys = folder.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(keys)) {
            store.store(out, "changeit".toCharArray());
        }

        // When, Then
        assertThatThrownBy(() -> read("""
                        acks=1
                        ssl.truststore.location=nowhere.p12
                        ssl.keystore.type=PKCS12
                        ssl.keystore.location=%s
                        ssl.keystore.password=another
                        """.formatted(keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not acks")
                .hasMessageContaining("security.protocol is not set")
                .hasMessageContaining("ssl.truststore.location = 'nowhere.p12' can't be read as JKS")
                .hasMessageContaining("keys.p12' can't be read as PKCS12 with ssl.keystore.password: ");
    }

    /** The one jar for Spark has all libraries under other names; {@code OneJarIT} tries it. */
    @Test
    void shouldKnowKafkasClassesByTheNamesThatUsersWrite() {
        assertThat(KafkaSecurity.renamed(
                        "org.apache.kafka.common.Login required username=\"org.apache.kafka\";", "ours."))
                .isEqualTo("ours.common.Login required username=\"org.apache.kafka\";");
        assertThat(KafkaSecurity.renamed("com.acme.Login required;", "ours.")).isEqualTo("com.acme.Login required;");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> KafkaSecurity.read(folder.resolve("nothing").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
    }
}
