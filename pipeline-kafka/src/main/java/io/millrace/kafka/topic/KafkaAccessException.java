package io.millrace.kafka.topic;

import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Kafka does not let us in, or does not prove that it is whom we trust. Someone must set that right before trying again can help. Has no stack trace, as none of
 * its kind: whoever reads it is that someone.
 */
public final class KafkaAccessException extends InvalidConfigurationException {
    private static final long serialVersionUID = 1L;
    private static final String FILE = "the file that MILLRACE_KAFKA_SECURITY names";

    private final String problem;
    private final String cure;

    private KafkaAccessException(String problem, String cure) {
        super(problem + " " + cure);
        this.problem = problem;
        this.cure = cure;
    }

    /**
     * @param refusal as a client said it
     */
    static KafkaAccessException of(KafkaConnection connection, ApiException refusal) {
        String servers = "Kafka at " + connection.bootstrapServers();
        if (refusal instanceof SslAuthenticationException) {
            return new KafkaAccessException(
                    servers + " and we do not agree on TLS: " + innermost(refusal) + ".",
                    "Let ssl.truststore.location in " + FILE + " hold who signed the brokers' certificates, and let"
                            + " MILLRACE_KAFKA name hosts as they do; if the brokers ask for a certificate, set"
                            + " ssl.keystore.location too.");
        }
        if (refusal instanceof AuthorizationException) {
            return new KafkaAccessException(
                    servers + " does not allow it: " + refusal.getMessage(),
                    "Give the user of " + FILE + " the right.");
        }
        return new KafkaAccessException(
                servers + " does not let us in: " + refusal.getMessage() + ".",
                "Correct sasl.mechanism and sasl.jaas.config in " + FILE + ", or make the user in Kafka.");
    }

    /**
     * @param server that answered with an alert of TLS
     */
    static KafkaAccessException plainTextTo(String server) {
        return new KafkaAccessException(
                "Kafka at " + server + " speaks TLS, and we are not told to.",
                "Set MILLRACE_KAFKA_SECURITY to a file with security.protocol (SSL or SASL_SSL) and what belongs to it.");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** What is wrong, and where. */
    public String problem() {
        return problem;
    }

    /** What to do. */
    public String cure() {
        return cure;
    }
}
