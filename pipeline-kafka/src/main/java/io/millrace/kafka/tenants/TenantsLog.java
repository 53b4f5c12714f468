package io.millrace.kafka.tenants;

import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.RecordFormat;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.TenantRecord;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.CompactedTopicFollower;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.kafka.topic.Topics;
import java.time.Clock;
import java.time.Duration;

/** Reads the topic of tenants into a {@link TenantsView}. Every service reads it this way; the topic must exist. */
public final class TenantsLog implements AutoCloseable {
    private final RecordSerde<TenantRecord> tenantSerde;
    private final RecordSerde<ApiKeyRecord> keySerde;
    private final TenantsView view;
    private final CompactedTopicFollower follower;

    /**
     * @throws io.millrace.kafka.registry.SchemaRegistryException if the registry does not answer
     */
    public TenantsLog(KafkaConnection connection, SchemaRegistry registry, Clock clock) {
        TopicDeclaration topic = new Topics(1).tenants();
        tenantSerde = serde(new TenantRecord.Format(), topic, registry);
        keySerde = serde(new ApiKeyRecord.Format(), topic, registry);
        view = new TenantsView(tenantSerde, keySerde);
        follower = new CompactedTopicFollower(connection, topic, view, clock);
    }

    /** Begins to follow. */
    public void start() {
        follower.start();
    }

    private static <T> RecordSerde<T> serde(RecordFormat<T> format, TopicDeclaration topic, SchemaRegistry registry) {
        return RecordSerde.register(format, topic.name() + "-" + format.schema().getFullName(), registry);
    }

    public RecordSerde<TenantRecord> tenantSerde() {
        return tenantSerde;
    }

    public RecordSerde<ApiKeyRecord> keySerde() {
        return keySerde;
    }

    public TenantsView view() {
        return view;
    }

    /** Whether everything was known once that stood in the topic. */
    public boolean isCaughtUp() {
        return follower.isCaughtUp();
    }

    /**
     * Waits until everything is known that stands in the topic.
     *
     * @return whether that came true in time
     */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return follower.awaitCaughtUp(timeout);
    }

    @Override
    public void close() {
        follower.close();
    }
}
