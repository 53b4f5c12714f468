package io.millrace.stream.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class RunClientsTest {
    private static final TopicPartition EVENTS = new TopicPartition("events.acme", 0);
    private static final TopicPartition MORE_EVENTS = new TopicPartition("events.acme", 1);
    private static final TopicPartition PARTIALS = new TopicPartition("partials", 0);

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    private final Consumer<byte[], byte[]> consumer = new RunClients(Topics::isEvents).inRuns(kafka);

    private ConsumerRecords<byte[], byte[]> poll(List<ConsumerRecord<byte[], byte[]>> records) {
        List<TopicPartition> all = List.of(EVENTS, MORE_EVENTS, PARTIALS);
        consumer.assign(all);
        all.forEach(partition -> kafka.updateBeginningOffsets(Map.of(partition, 0L)));
        records.forEach(kafka::addRecord);
        return consumer.poll(Duration.ZERO);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, String value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                new byte[] {1},
                value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<ConsumerRecord<byte[], byte[]>> run(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(RecordRun.in(record.headers())).records();
    }

    @Test
    void shouldMakeOneRecordOfThoseOfAPartition() {
        // Given
        List<ConsumerRecord<byte[], byte[]>> records =
                List.of(record(EVENTS, 3, "a"), record(EVENTS, 4, "b"), record(MORE_EVENTS, 0, "c"));
        // When
        ConsumerRecords<byte[], byte[]> polled = poll(records);
        // Then
        assertThat(polled.records(EVENTS)).hasSize(1);
        assertThat(run(polled.records(EVENTS).get(0))).containsExactly(records.get(0), records.get(1));
        assertThat(run(polled.records(MORE_EVENTS).get(0))).containsExactly(records.get(2));
    }

    @Test
    void shouldStandAtTheFirstOffsetAndGoOnBehindTheLast() {
        // When
        ConsumerRecords<byte[], byte[]> polled = poll(List.of(record(EVENTS, 3, "a"), record(EVENTS, 7, "b")));
        // Then: a task that commits while the run waits loses none of it, and one that took it begins behind it
        assertThat(polled.records(EVENTS).get(0).offset()).isEqualTo(3);
        assertThat(polled.nextOffsets().get(EVENTS))
                .extracting(OffsetAndMetadata::offset)
                .isEqualTo(8L);
    }

    @Test
    void shouldLeaveOtherTopicsAsTheyAre() {
        // Given
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(PARTIALS, 0, "a"), record(PARTIALS, 1, "b"));
        // When
        ConsumerRecords<byte[], byte[]> polled = poll(records);
        // Then
        assertThat(polled.records(PARTIALS)).isEqualTo(records);
    }

    @Test
    void shouldSayWhatARunWeighs() {
        // Given
        ConsumerRecord<byte[], byte[]> first = weighed(0, 10, 100);
        // When
        ConsumerRecord<byte[], byte[]> one = RecordRun.of(List.of(first, weighed(1, 20, 200)));
        // Then: Kafka Streams bounds what waits by these
        assertThat(one.serializedKeySize()).isEqualTo(30);
        assertThat(one.serializedValueSize()).isEqualTo(300);
    }

    private static ConsumerRecord<byte[], byte[]> weighed(long offset, int keySize, int valueSize) {
        ConsumerRecord<byte[], byte[]> plain = record(EVENTS, offset, "");
        return new ConsumerRecord<>(
                plain.topic(),
                plain.partition(),
                offset,
                0,
                plain.timestampType(),
                keySize,
                valueSize,
                plain.key(),
                plain.value(),
                new RecordHeaders(),
                plain.leaderEpoch());
    }

    @Test
    void shouldKnowARecordThatStandsForItself() {
        // When, then
        assertThat(RecordRun.in(record(EVENTS, 0, "a").headers())).isNull();
    }

    @Test
    void shouldFailAsTheConsumerFails() {
        // Given
        KafkaException failure = new KafkaException("broken");
        consumer.assign(List.of(EVENTS));
        kafka.setPollException(failure);
        // When, then
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isSameAs(failure);
    }
}
