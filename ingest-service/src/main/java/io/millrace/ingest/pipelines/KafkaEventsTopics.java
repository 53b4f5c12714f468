package io.millrace.ingest.pipelines;

import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventSchema;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Topics of a Kafka cluster, schemas of a registry. */
public final class KafkaEventsTopics implements EventsTopics {
    private final Topics topics;
    private final TopicCreator creator;
    private final SchemaRegistry registry;
    private final Set<String> present = ConcurrentHashMap.newKeySet();

    public KafkaEventsTopics(Topics topics, TopicCreator creator, SchemaRegistry registry) {
        this.topics = topics;
        this.creator = creator;
        this.registry = registry;
    }

    @Override
    public int prepare(String tenant, EventSchema schema) {
        TopicDeclaration topic = topics.events(tenant);
        // Once there, it stays as long as this process.
        if (!present.contains(topic.name())) {
            creator.ensure(List.of(topic));
            present.add(topic.name());
        }
        // Named by the record, since a tenant's pipelines share the topic.
        return registry.register(topic.name() + "-" + schema.avro().getFullName(), schema.avro());
    }
}
