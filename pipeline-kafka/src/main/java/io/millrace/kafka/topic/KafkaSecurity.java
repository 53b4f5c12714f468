package io.millrace.kafka.topic;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * How clients prove who they are to the cluster, and it to them: Kafka's own properties {@code security.protocol}, {@code ssl.*} and {@code sasl.*}.
 *
 * @see <a href="https://kafka.apache.org/documentation/#security">Kafka: security</a>
 */
public record KafkaSecurity(Map<String, String> properties) {
    /** Neither encrypted nor authenticated. */
    public static final KafkaSecurity NONE = new KafkaSecurity(Map.of());

    private static final String ADMIN = "clients.admin.Admin";

    /** What Kafka's classes are called wherever one reads of them. In pieces, because the build of the one jar for Spark renames Kafka, in texts too. */
    private static final String KNOWN_AS = String.join(".", "org", "apache", "kafka", "");

    /** What they are called here. */
    private static final String CALLED = Admin.class.getName().replace(ADMIN, "");

    /**
     * @throws IllegalArgumentException if they can't be used, with everything that is wrong
     */
    public KafkaSecurity {
        Map<String, String> known = new HashMap<>(properties);
        known.replaceAll((name, value) -> renamed(value, CALLED));
        properties = Map.copyOf(known);
        List<String> problems = problems(properties);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        if (!properties.isEmpty() && !asksElsewhere(properties)) {
            requireUsable(properties);
        }
    }

    /**
     * Reads them from a file of properties.
     *
     * @throws IllegalArgumentException if they can't be used, with everything that is wrong
     */
    public static KafkaSecurity read(String file) {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            read.load(reader);
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("the file can't be read: " + unreadable, unreadable);
        }
        Map<String, String> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return new KafkaSecurity(properties);
    }

    /**
     * A value that begins with the name of a class of Kafka's, such as that of a login module, with the name that it has here.
     *
     * @param called the package of all of Kafka, with a dot at its end
     */
    static String renamed(String value, String called) {
        return value.startsWith(KNOWN_AS) ? called + value.substring(KNOWN_AS.length()) : value;
    }

    private static List<String> problems(Map<String, String> properties) {
        List<String> problems = new ArrayList<>();
        TreeSet<String> others = new TreeSet<>(properties.keySet());
        others.removeIf(name -> name.equals(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                || name.startsWith("ssl.")
                || name.startsWith("sasl."));
        if (!others.isEmpty()) {
            problems.add("only security.protocol, ssl.* and sasl.* can be set, not " + String.join(", ", others));
        }
        if (!properties.isEmpty() && !properties.containsKey(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)) {
            problems.add("security.protocol is not set, so the others would mean nothing");
        }
        storeProblem("ssl.truststore", properties).ifPresent(problems::add);
        storeProblem("ssl.keystore", properties).ifPresent(problems::add);
        return problems;
    }

    /** Kafka says of a store that it can't load it, and neither both of two nor whether it is the password. */
    private static Optional<String> storeProblem(String store, Map<String, String> properties) {
        Optional<String> file = Optional.ofNullable(properties.get(store + ".location"));
        // Kafka's own default.
        String type = properties.getOrDefault(store + ".type", "JKS");
        if (file.isEmpty() || type.equals("PEM")) {
            return Optional.empty();
        }
        String password = properties.getOrDefault(store + ".password", "");
        try (InputStream in = Files.newInputStream(Path.of(file.get()))) {
            KeyStore.getInstance(type).load(in, password.isEmpty() ? null : password.toCharArray());
            return Optional.empty();
        } catch (IOException | GeneralSecurityException | InvalidPathException unreadable) {
            return Optional.of(store + ".location = '" + file.get() + "' can't be read as " + type + " with " + store
                    + ".password: " + unreadable);
        }
    }

    /** Whether a client that is made asks another server at once who it is: that may be there later. */
    private static boolean asksElsewhere(Map<String, String> properties) {
        String mechanism = properties.getOrDefault("sasl.mechanism", "GSSAPI");
        return properties
                        .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
                        .startsWith("SASL_")
                && (mechanism.equals("GSSAPI") || mechanism.equals("OAUTHBEARER"));
    }

    /** A client that is made, and connects to nothing, reads every key store and knows every property. */
    private static void requireUsable(Map<String, String> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        try {
            Admin.create(all).close(Duration.ZERO);
        } catch (KafkaException unusable) {
            Throwable cause = unusable;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(String.valueOf(cause.getMessage()), unusable);
        }
    }

    boolean isEncrypted() {
        return properties
                .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
                .endsWith("SSL");
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "KafkaSecurity" + new TreeSet<>(properties.keySet());
    }
}
