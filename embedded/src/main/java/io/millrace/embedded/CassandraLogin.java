package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * As much of what a driver is told as a question needs.
 *
 * @param encryption empty = none
 * @param username empty text = none is given
 */
record CassandraLogin(Optional<SSLContext> encryption, String username, String password) {
    static final CassandraLogin NONE = new CassandraLogin(Optional.empty(), "", "");

    /** As the file says it that our services read. */
    static CassandraLogin of(Map<String, String> properties) {
        return new CassandraLogin(
                properties.getOrDefault("tls", "false").strip().equals("true")
                        ? Optional.of(context(properties))
                        : Optional.empty(),
                properties.getOrDefault("username", ""),
                properties.getOrDefault("password", ""));
    }

    private static SSLContext context(Map<String, String> properties) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store("truststore", properties).orElse(null));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store("keystore", properties).orElse(null), password("keystore", properties));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new EmbeddedException(
                    ClientSecurity.CASSANDRA + " names a file whose stores can't be used: " + unusable, unusable);
        }
    }

    private static Optional<KeyStore> store(String name, Map<String, String> properties)
            throws IOException, GeneralSecurityException {
        Optional<Path> file = Optional.ofNullable(properties.get(name)).map(Path::of);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        KeyStore store = KeyStore.getInstance(file.get().toString().endsWith(".jks") ? "JKS" : "PKCS12");
        try (InputStream in = Files.newInputStream(file.get())) {
            store.load(in, password(name, properties));
        }
        return Optional.of(store);
    }

    private static char[] password(String store, Map<String, String> properties) {
        return properties.getOrDefault(store + "-password", "").toCharArray();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "CassandraLogin[username=" + username + "]";
    }
}
