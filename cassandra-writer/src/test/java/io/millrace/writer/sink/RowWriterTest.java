package io.millrace.writer.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.shell.life.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RowWriterTest {
    private static final Limits LIMITS = Limits.DEFAULT.withBatches(4, 1000, 2).withHeld(100, 1000);

    private final TestTable table = new TestTable();
    private final TestDeadLetters deadLetters = new TestDeadLetters();
    private final TestDelays delays = new TestDelays();
    private final Lane lane = new Lane(new TopicPartition(TestRow.TOPIC, 0));
    private final RowWriter<TestRow> writer = new RowWriter<>(
            table, new SinkContext(LIMITS, deadLetters, delays, Clock.systemUTC(), new Random(1)), SinkMetrics.none());

    @Test
    void shouldKeepNoMoreBatchesInFlightThanAllowed() {
        // When
        writer.add(rows("a", 5, "b", 5, "c", 1));
        // Then
        assertThat(table.batchSizes()).containsExactly(4, 1);
        // When
        table.answerAll();
        // Then
        assertThat(table.batchSizes()).containsExactly(4, 1, 4, 1, 1);
        assertThat(table.mostUnanswered()).isEqualTo(2);
        assertThat(lane.committable()).isEqualTo(11);
        assertThat(writer.recordsHeld()).isZero();
    }

    @Test
    void shouldGatherFullerBatchesWhileCassandraIsSlow() {
        // Given
        writer.add(rows("a", 1, "b", 1));
        // When
        writer.add(rows("c", 1));
        writer.add(rows("d", 1));
        writer.add(rows("c", 2));
        table.answerAll();
        // Then
        assertThat(table.batchSizes()).containsExactly(1, 1, 3, 1);
    }

    @Test
    void shouldTakeNoMoreThanItMayHold() {
        // Given
        writer.add(rows("a", 60));
        assertThat(writer.room()).isEqualTo(40);
        // When
        writer.add(rows("a", 40));
        // Then
        assertThat(writer.room()).isZero();
        // When
        table.answer(0);
        // Then
        assertThat(writer.room()).isEqualTo(4);
    }

    @Test
    void shouldSendABatchAgainForAsLongAsItTakes() {
        // Given
        writer.add(rows("a", 3));
        // When
        for (int failures = 0; failures < 20; failures++) {
            table.timeOut(0, false);
            assertThat(table.unanswered()).isEmpty();
            delays.runAll();
        }
        // Then
        assertThat(lane.committable()).isZero();
        assertThat(delays.delays()).allSatisfy(delay -> assertThat(delay).isLessThanOrEqualTo(LIMITS.retryLongest()));
        // When
        table.answerAll();
        // Then
        assertThat(lane.committable()).isEqualTo(3);
    }

    @Test
    void shouldWaitLongerAfterEachFailureAndNotAlwaysTheSame() {
        // Given
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(2));
        // When
        List<Long> first = sample(backoff, 1);
        List<Long> fourth = sample(backoff, 4);
        List<Long> hundredth = sample(backoff, 100);
        // Then
        assertThat(first).allMatch(millis -> millis <= 100).anyMatch(millis -> millis > 90);
        assertThat(fourth).allMatch(millis -> millis <= 800).anyMatch(millis -> millis > 700);
        assertThat(hundredth).allMatch(millis -> millis <= 5000).anyMatch(millis -> millis > 4500);
        assertThat(fourth).anyMatch(millis -> millis < 100);
    }

    @Test
    void shouldFindTheRowThatCassandraRefusesAndWriteTheOthers() {
        // Given
        table.refuse("a2");
        // When
        writer.add(rows("a", 4));
        table.answerAll();
        // Then
        assertThat(table.revisions()).containsOnlyKeys("a0", "a1", "a3");
        assertThat(deadLetters.durable()).containsExactly(new TestDeadLetters.Letter(2, "refused-by-cassandra"));
        assertThat(lane.committable()).isEqualTo(4);
        assertThat(writer.recordsHeld()).isZero();
    }

    @Test
    void shouldNotPassARefusedRowBeforeItsDeadLetterIsDurable() {
        // Given
        table.refuse("a0");
        deadLetters.waitToBeTold();
        // When
        writer.add(rows("a", 1));
        table.answerAll();
        // Then
        assertThat(lane.committable()).isZero();
        // When
        deadLetters.answerAll();
        // Then
        assertThat(lane.committable()).isEqualTo(1);
    }

    @Test
    void shouldSendADeadLetterAgainForAsLongAsItTakes() {
        // Given
        table.refuse("a0");
        deadLetters.failTimes(3);
        writer.add(rows("a", 1));
        table.answerAll();
        // When
        while (delays.size() > 0) {
            assertThat(lane.committable()).isZero();
            delays.runAll();
        }
        // Then
        assertThat(deadLetters.durable()).hasSize(1);
        assertThat(lane.committable()).isEqualTo(1);
    }

    @Test
    void shouldStopWhenNothingCanBeWritten() {
        // Given
        writer.add(rows("a", 1));
        // When
        table.unanswered().remove(0).answer().completeExceptionally(new IllegalStateException("Session is closed"));
        writer.add(rows("b", 1));
        // Then
        assertThat(writer.fatal()).containsInstanceOf(IllegalStateException.class);
        assertThat(table.unanswered()).isEmpty();
        assertThat(lane.committable()).isZero();
    }

    @Test
    void shouldForgetWhatWasNotSentWhenItsPartitionGoesAway() {
        // Given
        writer.add(rows("a", 5, "b", 5, "c", 5));
        table.timeOut(0, false);
        // When
        writer.drop(List.of(lane));
        table.answerAll();
        delays.runAll();
        // Then
        assertThat(table.batchSizes()).containsExactly(4, 1);
        assertThat(writer.recordsHeld()).isZero();
        assertThat(lane.committable()).isZero();
    }

    @Test
    void shouldNotRecurseWhenEveryBatchIsAnsweredAtOnce() {
        // Given
        RowWriter<TestRow> large = new RowWriter<>(
                table,
                new SinkContext(
                        LIMITS.withHeld(200_000, 1 << 30), deadLetters, delays, Clock.systemUTC(), new Random(1)),
                SinkMetrics.none());
        table.answerAtOnce();
        // When
        large.add(rows("a", 100_000));
        // Then
        assertThat(lane.committable()).isEqualTo(100_000);
    }

    private static List<Long> sample(Backoff backoff, int failures) {
        List<Long> millis = new ArrayList<>();
        for (int sample = 0; sample < 200; sample++) {
            millis.add(backoff.after(failures).toMillis());
        }
        return millis;
    }

    private long offset;

    /** Pairs of partition and number of rows. */
    private List<HeldRow<TestRow>> rows(Object... pairs) {
        List<HeldRow<TestRow>> rows = new ArrayList<>();
        for (int pair = 0; pair < pairs.length; pair += 2) {
            for (int number = 0; number < (int) pairs[pair + 1]; number++) {
                String partition = (String) pairs[pair];
                String key = partition + offset;
                rows.add(new TestRow(partition, key, 1).held(lane, offset++));
            }
        }
        lane.advance(offset);
        return rows;
    }
}
