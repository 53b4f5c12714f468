package io.millrace.writer.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SinkLoopTest {
    private final LoopFixture fixture =
            new LoopFixture(Limits.DEFAULT.withBatches(4, 1000, 2).withHeld(10, 1000), 1);

    @Test
    void shouldCommitOnlyPastWhatIsDurable() {
        // Given
        fixture.assign(0);
        fixture.send(0, new TestRow("a", "1", 1), new TestRow("b", "2", 1), new TestRow("a", "3", 1));
        fixture.step();
        assertThat(fixture.committed(0)).isZero();
        // When
        fixture.table().answer(1);
        fixture.step();
        // Then
        assertThat(fixture.committed(0)).isZero();
        // When
        fixture.table().answer(0);
        fixture.step();
        // Then
        assertThat(fixture.committed(0)).isEqualTo(3);
    }

    @Test
    void shouldCommitARowTogetherWithTheRevisionThatReplacedIt() {
        // Given
        fixture.assign(0);
        fixture.send(0, new TestRow("a", "1", 1), new TestRow("a", "1", 2), new TestRow("a", "1", 3));
        fixture.step();
        assertThat(fixture.table().batchSizes()).containsExactly(1);
        // When
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.table().revisions()).containsEntry("1", 3L);
        assertThat(fixture.committed(0)).isEqualTo(3);
    }

    @Test
    void shouldPauseAndGoOnPollingWhileCassandraIsAway() {
        // Given
        fixture.assign(0);
        for (int key = 0; key < 50; key++) {
            fixture.send(0, new TestRow("a", "" + key, 1));
        }
        // When
        fixture.step();
        fixture.step();
        // Then
        assertThat(fixture.consumer().paused()).hasSize(1);
        assertThat(fixture.table().unanswered()).hasSize(2);
        // When
        for (int step = 0; step < 50; step++) {
            fixture.table().answerAll();
            fixture.step();
        }
        // Then
        assertThat(fixture.consumer().paused()).isEmpty();
        assertThat(fixture.table().revisions()).hasSize(50);
        assertThat(fixture.committed(0)).isEqualTo(50);
    }

    @Test
    void shouldMakeADeadLetterOfARecordThatIsNoRow() {
        // Given
        fixture.assign(0);
        fixture.send(0, "bad");
        fixture.send(0, new TestRow("a", "1", 1));
        // When
        fixture.step();
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.deadLetters().durable()).containsExactly(new TestDeadLetters.Letter(0, "malformed-row"));
        assertThat(fixture.table().revisions()).containsOnlyKeys("1");
        assertThat(fixture.committed(0)).isEqualTo(2);
    }

    @Test
    void shouldWaitForWhatARecordNeedsToBeJudged() {
        // Given
        fixture.assign(0);
        fixture.send(0, new TestRow("a", "1", 1), new TestRow("later", "2", 1), new TestRow("a", "3", 1));
        fixture.step();
        fixture.table().answerAll();
        fixture.step();
        assertThat(fixture.committed(0)).isEqualTo(1);
        assertThat(fixture.consumer().paused()).hasSize(1);
        // When
        fixture.reader().knowLater();
        fixture.step();
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.committed(0)).isEqualTo(3);
        assertThat(fixture.consumer().paused()).isEmpty();
    }

    @Test
    void shouldLeaveToTheNextOwnerWhatIsNotDurableWhenAPartitionIsRevoked() {
        // Given
        fixture.assign(0, 1);
        fixture.send(0, new TestRow("a", "1", 1), new TestRow("b", "2", 1), new TestRow("c", "3", 1));
        fixture.step();
        fixture.send(1, new TestRow("d", "4", 1));
        fixture.step();
        fixture.table().answerRow("1");
        // When
        fixture.assign(1);
        // Then
        assertThat(fixture.committed(0)).isEqualTo(1);
        // When
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.committed(0)).isEqualTo(1);
        assertThat(fixture.committed(1)).isEqualTo(1);
        // When
        fixture.assign(0, 1);
        fixture.step();
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.table().revisions()).containsOnlyKeys("1", "2", "3", "4");
        assertThat(fixture.committed(0)).isEqualTo(3);
    }

    @Test
    void shouldGoOnWhenTheTopicCantBeReadForAMoment() {
        // Given
        fixture.assign(0);
        fixture.consumer().setPollException(new TimeoutException("no leader"));
        fixture.step();
        // When
        fixture.send(0, new TestRow("a", "1", 1));
        fixture.step();
        fixture.table().answerAll();
        fixture.step();
        // Then
        assertThat(fixture.committed(0)).isEqualTo(1);
    }

    @Test
    void shouldFailWithTheCauseWhenNothingCanBeWritten() {
        // Given
        fixture.assign(0);
        fixture.send(0, new TestRow("a", "1", 1));
        fixture.step();
        IllegalStateException closed = new IllegalStateException("Session is closed");
        // When
        fixture.table().unanswered().remove(0).answer().completeExceptionally(closed);
        // Then
        assertThatThrownBy(fixture::step)
                .isInstanceOf(SinkFailedException.class)
                .hasCause(closed);
    }

    @Test
    void shouldWriteAndCommitWhatItHoldsWhenStopped() {
        // Given
        fixture.table().answerAtOnce();
        fixture.runsOnceThenStops(0, List.of(new TestRow("a", "1", 1), new TestRow("b", "2", 1)));
        // When
        fixture.loop().run();
        // Then
        assertThat(fixture.table().revisions()).containsOnlyKeys("1", "2");
        assertThat(fixture.committed(0)).isEqualTo(2);
        assertThat(fixture.consumer().closed()).isTrue();
    }
}
