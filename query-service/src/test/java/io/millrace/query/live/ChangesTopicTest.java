package io.millrace.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kafka.record.RecordSerde;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.topic.TopicDeclaration;
import io.millrace.model.rollup.RollupRow;
import io.millrace.query.data.Gpon;
import io.millrace.query.read.RowsUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is written to the topic of rows, told to those who listen. */
@Timeout(60)
class ChangesTopicTest {
    private static final TopicPartition PARTITION = new TopicPartition("rollups", 0);
    private static final RollupRow.Key KEY = Gpon.row(Instant.parse("2019-08-01T03:35:00Z"), Gpon.group("HKD", 1), 0, 1)
            .key();

    private final RecordSerde<RollupRow.Key> keys = RecordSerde.withoutRegistry(new RollupRecords.KeyFormat(), 5);
    private final BlockingQueue<MockConsumer<byte[], byte[]>> made = new LinkedBlockingQueue<>();
    private final ChangesTopic topic = new ChangesTopic(
            new TopicDeclaration("rollups", 1, Map.of()), keys, Duration.ofSeconds(30), this::consumer);

    private static final class Heard implements RowChanges.Listener {
        final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

        @Override
        public void changed(RollupRow.Key key) {
            all.add(key);
        }

        @Override
        public void missed() {
            all.add("missed");
        }

        Object next() throws InterruptedException {
            return Objects.requireNonNull(all.poll(30, TimeUnit.SECONDS));
        }
    }

    /** A topic that has seven records already. */
    private Consumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 7L));
        made.add(consumer);
        return consumer;
    }

    private MockConsumer<byte[], byte[]> nextConsumer() throws InterruptedException {
        return Objects.requireNonNull(made.poll(30, TimeUnit.SECONDS));
    }

    private static void write(MockConsumer<byte[], byte[]> consumer, long offset, byte[] key) {
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>("rollups", 0, offset, key, new byte[0])));
    }

    @AfterEach
    void close() {
        topic.close();
        assertThat(made).allMatch(MockConsumer::closed);
    }

    @Test
    void shouldTellWhatIsWrittenFromTheEndOn() throws Exception {
        // Given
        topic.start();
        Heard one = new Heard();
        Heard other = new Heard();
        topic.listen(one);
        topic.listen(other);

        // When
        MockConsumer<byte[], byte[]> consumer = nextConsumer();
        write(consumer, 7, keys.serialize(KEY));

        // Then
        assertThat(one.next()).isEqualTo(KEY);
        assertThat(other.next()).isEqualTo(KEY);
        assertThat(made).isEmpty();
    }

    @Test
    void shouldReadNothingWhileNobodyListens() throws Exception {
        // Given
        topic.start();
        RowChanges.Listening first = topic.listen(new Heard());
        MockConsumer<byte[], byte[]> before = nextConsumer();

        // When
        first.close();
        while (!before.closed()) {
            Thread.onSpinWait();
        }
        Heard again = new Heard();
        topic.listen(again);
        write(nextConsumer(), 7, keys.serialize(KEY));

        // Then
        assertThat(again.next()).isEqualTo(KEY);
    }

    @Test
    void shouldSayThatChangesWereMissedWhenKafkaFails() throws Exception {
        // Given
        topic.start();
        Heard heard = new Heard();
        topic.listen(heard);

        // When
        nextConsumer().setPollException(new KafkaException("gone"));

        // Then: and whoever listens from then on hears again
        assertThat(heard.next()).isEqualTo("missed");
        Heard later = new Heard();
        topic.listen(later);
        write(nextConsumer(), 7, keys.serialize(KEY));
        assertThat(later.next()).isEqualTo(KEY);
        assertThat(heard.all).isEmpty();
    }

    @Test
    void shouldSayThatChangesWereMissedWhenARecordCantBeRead() throws Exception {
        // Given
        topic.start();
        Heard heard = new Heard();
        topic.listen(heard);

        // When
        write(nextConsumer(), 7, new byte[] {1, 2, 3});

        // Then
        assertThat(heard.next()).isEqualTo("missed");
    }

    @Test
    void shouldRefuseMoreListenersThanItTells() {
        // Given
        topic.start();
        List<RowChanges.Listening> all = new ArrayList<>();
        for (int listener = 0; listener < ChangesTopic.MOST_LISTENERS; listener++) {
            all.add(topic.listen(new Heard()));
        }

        // Then
        assertThatThrownBy(() -> topic.listen(new Heard())).isInstanceOf(RowsUnavailableException.class);
        all.get(0).close();
        topic.listen(new Heard());
    }

    @Test
    void shouldSayThatKafkaTellsNothing() {
        // Given: reading never begins
        ChangesTopic silent = new ChangesTopic(
                new TopicDeclaration("rollups", 1, Map.of()), keys, Duration.ofMillis(10), this::consumer);

        // Then
        assertThatThrownBy(() -> silent.listen(new Heard()))
                .isInstanceOf(RowsUnavailableException.class)
                .hasMessageContaining("Kafka");
    }
}
