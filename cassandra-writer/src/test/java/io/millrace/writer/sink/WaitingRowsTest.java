package io.millrace.writer.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WaitingRowsTest {
    private final Lane lane = new Lane(new TopicPartition(TestRow.TOPIC, 0));
    private final Lane other = new Lane(new TopicPartition(TestRow.TOPIC, 1));
    private long offset;

    @Test
    void shouldPutRowsOfOnePartitionOnlyIntoABatch() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(30, 1000);
        waiting.add(row(lane, "a", "1", 1));
        waiting.add(row(lane, "b", "2", 1));
        waiting.add(row(lane, "a", "3", 1));
        waiting.add(row(other, "a", "4", 1));
        // When
        List<List<String>> batches = drain(waiting);
        // Then
        assertThat(batches).containsExactly(List.of("1", "3"), List.of("2"), List.of("4"));
    }

    @Test
    void shouldPutNoMoreRowsIntoABatchThanAllowed() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(2, 1000);
        for (int key = 0; key < 5; key++) {
            waiting.add(row(lane, "a", "" + key, 1));
        }
        // When
        List<List<String>> batches = drain(waiting);
        // Then
        assertThat(batches).containsExactly(List.of("0", "1"), List.of("2", "3"), List.of("4"));
    }

    @Test
    void shouldPutNoMoreBytesIntoABatchThanAllowed() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(30, 2 * TestRow.BYTES);
        for (int key = 0; key < 3; key++) {
            waiting.add(row(lane, "a", "" + key, 1));
        }
        // When
        List<List<String>> batches = drain(waiting);
        // Then
        assertThat(batches).containsExactly(List.of("0", "1"), List.of("2"));
    }

    @Test
    void shouldSendARowAloneThatIsLargerThanABatchMayBe() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(30, TestRow.BYTES - 1);
        waiting.add(row(lane, "a", "1", 1));
        waiting.add(row(lane, "a", "2", 1));
        // When
        List<List<String>> batches = drain(waiting);
        // Then
        assertThat(batches).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void shouldKeepTheGreatestRevisionOfARowInWhateverOrderTheyCome() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(30, 1000);
        // When
        int first = waiting.add(row(lane, "a", "1", 6));
        int later = waiting.add(row(lane, "a", "1", 7));
        int earlier = waiting.add(row(lane, "a", "1", 5));
        Batch<TestRow> batch = waiting.next().orElseThrow();
        // Then
        assertThat(List.of(first, later, earlier)).containsExactly(TestRow.BYTES, 0, 0);
        assertThat(batch.contents()).containsExactly(new TestRow("a", "1", 7));
        assertThat(batch.records()).isEqualTo(3);
    }

    @Test
    void shouldTakeOutTheRowsOfALane() {
        // Given
        WaitingRows<TestRow> waiting = new WaitingRows<>(30, 1000);
        waiting.add(row(lane, "a", "1", 1));
        waiting.add(row(other, "b", "2", 1));
        List<HeldRow<TestRow>> removed = new ArrayList<>();
        // When
        waiting.remove(lane, removed::add);
        // Then
        assertThat(removed).hasSize(1);
        assertThat(waiting.size()).isEqualTo(1);
        assertThat(drain(waiting)).containsExactly(List.of("2"));
    }

    private HeldRow<TestRow> row(Lane of, String partition, String key, long revision) {
        return new TestRow(partition, key, revision).held(of, offset++);
    }

    private static List<List<String>> drain(WaitingRows<TestRow> waiting) {
        List<List<String>> batches = new ArrayList<>();
        for (var next = waiting.next(); next.isPresent(); next = waiting.next()) {
            batches.add(next.get().contents().stream().map(TestRow::key).toList());
        }
        assertThat(waiting.size()).isZero();
        return batches;
    }
}
