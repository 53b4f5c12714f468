package io.millrace.ingest.pipelines;

import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.event.EventSchema;
import java.util.List;

/** Topics of a Kafka cluster, schemas of a registry. */
public final class KafkaEventsTopics implements EventsTopics {
    private final Topics topics;
    private final TopicCreator creator;
    private final SchemaRegistry registry;

    public KafkaEventsTopics(Topics topics, TopicCreator creator, SchemaRegistry registry) {
        this.topics = topics;
        this.creator = creator;
        this.registry = registry;
    }

    @Override
    public int prepare(String tenant, EventSchema schema) {
        TopicDeclaration topic = topics.events(tenant);
        // Each time: another instance may have deleted the tenant since.
        creator.ensure(List.of(topic));
        // Named by the record, since a tenant's pipelines share the topic.
        return registry.register(topic.name() + "-" + schema.avro().getFullName(), schema.avro());
    }
}
