package io.millrace.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaAccessExceptionTest {
    private static final KafkaConnection CONNECTION = new KafkaConnection("kafka-1:9093");

    @Test
    void shouldSayThatCredentialsAreWrongAndWhereTheyStand() {
        // When
        KafkaAccessException refused = KafkaAccessException.of(
                CONNECTION, new SaslAuthenticationException("invalid credentials with SASL mechanism SCRAM-SHA-512"));

        // Then
        assertThat(refused)
                .hasMessageContaining("Kafka at kafka-1:9093 does not let us in: invalid credentials")
                .hasMessageContaining("sasl.jaas.config in the file that MILLRACE_KAFKA_SECURITY names");
        assertThat(refused.getMessage()).isEqualTo(refused.problem() + " " + refused.cure());
        assertThat(refused.getStackTrace()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongWithTls() {
        // When
        KafkaAccessException refused = KafkaAccessException.of(
                CONNECTION,
                new SslAuthenticationException(
                        "SSL handshake failed", new SSLHandshakeException("PKIX path building")));

        // Then
        assertThat(refused)
                .hasMessageContaining("Kafka at kafka-1:9093 and we do not agree on TLS: PKIX path building.")
                .hasMessageContaining("ssl.truststore.location");
    }

    @Test
    void shouldSayWhichRightIsMissing() {
        // When
        KafkaAccessException refused =
                KafkaAccessException.of(CONNECTION, new TopicAuthorizationException("Topic authorization failed."));

        // Then
        assertThat(refused)
                .hasMessageContaining("Kafka at kafka-1:9093 does not allow it: Topic authorization failed.")
                .hasMessageContaining("Give the user");
    }
}
