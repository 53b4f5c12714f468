package io.millrace.kafka.topic;

import java.util.Map;

/**
 * A topic as it must be.
 *
 * @param configs topic configuration that differs from the broker's defaults
 */
public record TopicDeclaration(String name, int partitions, Map<String, String> configs) {
    public TopicDeclaration {
        configs = Map.copyOf(configs);
    }
}
