package io.millrace.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * What Kafka and Cassandra ask for if they are started here and not open: TLS, and a password. Kafka knows one user, by SCRAM-SHA-512; Cassandra the role that it has at first,
 * {@code cassandra}. Kafka's controller, which nobody but the broker talks to, stays as it is. Meant for tests: passwords stand in the data folder's files and logs.
 *
 * @param keyStore PKCS12 with the private key of both servers and its certificates, which name 127.0.0.1
 * @param trustStore PKCS12 with whom the broker trusts, which is a client of itself
 * @param storePassword of both stores and of the key
 * @param user made when Kafka starts on an empty data folder
 * @param password of the user
 */
public record ServerSecurity(Path keyStore, Path trustStore, String storePassword, String user, String password) {
    static final String LISTENER = "SASL_SSL";
    private static final String MECHANISM = "SCRAM-SHA-512";

    public ServerSecurity {
        keyStore = keyStore.toAbsolutePath();
        trustStore = trustStore.toAbsolutePath();
    }

    /** What a broker is told besides its addresses. */
    Map<String, String> ofBroker() {
        return Map.ofEntries(
                Map.entry("listener.security.protocol.map", LISTENER + ":SASL_SSL,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", LISTENER),
                Map.entry("sasl.enabled.mechanisms", MECHANISM),
                Map.entry("sasl.mechanism.inter.broker.protocol", MECHANISM),
                Map.entry(
                        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                                + "\" password=\"" + password + "\";"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", keyStore.toString()),
                Map.entry("ssl.keystore.password", storePassword),
                Map.entry("ssl.key.password", storePassword),
                Map.entry("ssl.truststore.type", "PKCS12"),
                Map.entry("ssl.truststore.location", trustStore.toString()),
                Map.entry("ssl.truststore.password", storePassword));
    }

    /** The user, for the tool that formats a broker's folder. */
    String userOfBroker() {
        return MECHANISM + "=[name=" + user + ",password=" + password + "]";
    }

    /** {@code client_encryption_options}, in YAML. */
    String ofCassandra() {
        return "{enabled: true, optional: false, require_client_auth: false, store_type: PKCS12, keystore: "
                + quoted(keyStore.toString()) + ", keystore_password: " + quoted(storePassword) + ", truststore: "
                + quoted(trustStore.toString()) + ", truststore_password: " + quoted(storePassword) + "}";
    }

    /** For YAML, where only the quote itself is doubled. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "ServerSecurity[keyStore=" + keyStore + ", user=" + user + "]";
    }
}
