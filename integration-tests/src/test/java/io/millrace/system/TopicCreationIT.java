package io.millrace.system;

import io.millrace.kafka.topic.KafkaConnection;
import io.millrace.kafka.topic.TopicCreator;
import io.millrace.kafka.topic.TopicDeclaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningMillrace.class)
class TopicCreationIT {
    private static final int TOPICS = 20;
    private static final int PARTITIONS = 8;

    @Test
    void shouldTakeRecordsInEveryPartitionOfATopicThatWasJustMade(Client client) throws Exception {
        // Given: a producer that tries once
        KafkaConnection connection =
                new KafkaConnection(client.platform().addresses().kafka());
        Map<String, Object> properties = connection.properties();
        properties.put(ProducerConfig.RETRIES_CONFIG, 0);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        List<TopicDeclaration> topics = IntStream.range(0, TOPICS)
                .mapToObj(number -> new TopicDeclaration("just-made-" + number, PARTITIONS, Map.of()))
                .toList();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            // When
            TopicCreator.ensure(connection, Duration.ofSeconds(30), topics);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (TopicDeclaration topic : topics) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    sent.add(producer.send(new ProducerRecord<>(topic.name(), partition, null, new byte[] {1})));
                }
            }
            // Then: none was refused
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }
}
