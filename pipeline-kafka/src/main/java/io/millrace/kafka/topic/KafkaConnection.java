package io.millrace.kafka.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

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
}
