package io.millrace.writer.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.topic.Topics;
import io.millrace.writer.sink.RowReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaDeadLettersTest {
    private static final Instant NOW = Instant.parse("2019-08-01T03:38:33Z");
    private static final RowReader.Origin ORIGIN = new RowReader.Origin("acme", "gpon", "a row");

    private final RecordSerde<DeadLetter> serde = RecordSerde.withoutRegistry(new DeadLetter.Format(), 3);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final KafkaDeadLetters deadLetters =
            new KafkaDeadLetters(producer, new Topics(1), serde, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldKeepTheOriginalWithItsPlaceAndTheReason() {
        // When
        send(record(new byte[] {7, 8}));
        // Then
        DeadLetter letter = sent(0);
        assertThat(letter.tenant()).isEqualTo("acme");
        assertThat(letter.pipeline()).isEqualTo("gpon");
        assertThat(letter.at()).isEqualTo(NOW);
        assertThat(letter.stage()).isEqualTo("write");
        assertThat(letter.code()).isEqualTo("refused-by-cassandra");
        assertThat(letter.message()).isEqualTo("a row: too large");
        assertThat(letter.origin()).isEqualTo("rollups/2/77");
        assertThat(letter.original()).containsExactly(7, 8);
        assertThat(letter.truncated()).isFalse();
    }

    @Test
    void shouldGiveTheSameRecordTheSameId() {
        // When
        send(record(new byte[] {7}));
        send(record(new byte[] {7}));
        // Then
        assertThat(sent(0).id()).isEqualTo(sent(1).id());
        assertThat(producer.history())
                .extracting(ProducerRecord::key)
                .containsOnly(sent(0).id().toString());
    }

    @Test
    void shouldCutAnOriginalThatDoesNotFitAndSaySo() {
        // When
        send(record(new byte[2 << 20]));
        // Then
        assertThat(sent(0).truncated()).isTrue();
        assertThat(producer.history().get(0).value().length).isLessThan(2 << 20);
    }

    @Test
    void shouldBeDurableOnlyWhenKafkaSaysSo() {
        // Given
        CompletionStage<?> answer = send(record(new byte[] {7}));
        assertThat(answer.toCompletableFuture()).isNotDone();
        // When
        producer.completeNext();
        // Then
        assertThat(answer.toCompletableFuture()).isCompleted();
    }

    @Test
    void shouldFailWhenKafkaDoesNotTakeIt() {
        // Given
        CompletionStage<?> answer = send(record(new byte[] {7}));
        // When
        producer.errorNext(new TimeoutException("no answer"));
        // Then
        assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
    }

    private CompletionStage<?> send(ConsumerRecord<byte[], byte[]> record) {
        return deadLetters.send(record, ORIGIN, "refused-by-cassandra", "too large");
    }

    private DeadLetter sent(int index) {
        return serde.deserialize(producer.history().get(index).value());
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("rollups", 2, 77, new byte[] {1}, value);
    }
}
