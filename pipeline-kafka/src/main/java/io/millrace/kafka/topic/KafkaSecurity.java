package io.millrace.kafka.topic;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

    public KafkaSecurity {
        properties = Map.copyOf(properties);
        TreeSet<String> others = new TreeSet<>(properties.keySet());
        others.removeIf(name -> name.equals(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)
                || name.startsWith("ssl.")
                || name.startsWith("sasl."));
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "only security.protocol, ssl.* and sasl.* can be set, not " + String.join(", ", others));
        }
        boolean meansSomething =
                properties.isEmpty() || properties.containsKey(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (!meansSomething) {
            throw new IllegalArgumentException("security.protocol is not set, so the others would mean nothing");
        }
        if (!properties.isEmpty() && !asksElsewhere(properties)) {
            requireUsable(properties);
        }
    }

    /**
     * Reads them from a file of properties.
     *
     * @throws IllegalArgumentException if they can't be used, with what is wrong
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

    /** Without what is secret. */
    @Override
    public String toString() {
        return "KafkaSecurity" + new TreeSet<>(properties.keySet());
    }
}
