package io.millrace.system;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.registry.SchemaRegistry;
import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the topic of dead letters as any other consumer would. */
final class DeadLetters {
    private DeadLetters() {}

    /** All that stand there now for a tenant. */
    static List<DeadLetter> of(Client client, String tenant) {
        String topic = new Topics(1).deadLetters().name();
        RecordSerde<DeadLetter> serde = RecordSerde.register(
                new DeadLetter.Format(),
                topic + "-value",
                new SchemaRegistry(client.platform().addresses().registry()));
        Map<String, Object> properties =
                new KafkaConnection(client.platform().addresses().kafka()).properties();
        // Sources write theirs in transactions.
        properties.put("isolation.level", "read_committed");
        List<DeadLetter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> letters.add(serde.deserialize(record.value())));
            }
        }
        letters.removeIf(letter -> !letter.tenant().equals(tenant));
        return letters;
    }
}
