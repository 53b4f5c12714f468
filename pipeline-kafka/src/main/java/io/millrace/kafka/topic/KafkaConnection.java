package io.millrace.kafka.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * How to reach the cluster.
 *
 * @param bootstrapServers {@code host:port}, comma separated
 */
public record KafkaConnection(String bootstrapServers, KafkaSecurity security) {
    public KafkaConnection {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("no bootstrap servers");
        }
    }

    /** Without encryption. */
    public KafkaConnection(String bootstrapServers) {
        this(bootstrapServers, KafkaSecurity.NONE);
    }

    /** A fresh map with what every client needs; the caller adds its own. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(security.properties());
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return properties;
    }

    /**
     * A client for administration, which the caller closes. It comes before all others.
     *
     * @throws KafkaAccessException if the brokers speak TLS and we don't
     */
    public Admin admin() {
        if (!security.isEncrypted()) {
            PlainText.refusedBy(bootstrapServers).ifPresent(server -> {
                throw KafkaAccessException.plainTextTo(server);
            });
        }
        return Admin.create(properties());
    }
}
