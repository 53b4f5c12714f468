package io.millrace.stream.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.stream.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

final class CommitPaceTest {
    private static final CommitIntervals INTERVALS = new CommitIntervals(Duration.ofMillis(50), Duration.ofSeconds(5));

    private final MockProcessorContext<Void, Void> task = new MockProcessorContext<>();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-04-01T00:00:00Z"));
    private long alarmSetAt;
    private int alarmsSeen;

    private final CommitPace pace = new CommitPace(INTERVALS, clock);

    /** Something of this age is processed now. */
    private void take(long ageMillis) {
        pace.took(clock.millis() - ageMillis, task);
    }

    /** Time passes, and the alarm goes off when it is due. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed++) {
            ring();
            clock.advance(Duration.ofMillis(1));
        }
        ring();
    }

    private void ring() {
        List<CapturedPunctuator> all = task.scheduledPunctuators();
        if (all.size() > alarmsSeen) {
            alarmsSeen = all.size();
            alarmSetAt = clock.millis();
        }
        if (all.isEmpty() || all.get(all.size() - 1).cancelled()) {
            return;
        }
        CapturedPunctuator alarm = all.get(all.size() - 1);
        if (clock.millis() >= alarmSetAt + alarm.getInterval().toMillis()) {
            alarm.getPunctuator().punctuate(clock.millis());
            ring();
        }
    }

    private void takeEvery(long everyMillis, long forMillis, long ageMillis) {
        for (long passed = 0; passed < forMillis; passed += everyMillis) {
            take(ageMillis);
            pass(everyMillis);
        }
    }

    @Test
    void shouldWaitForAnIntervalFromTheFirstThatCame() {
        // When
        take(0);
        pass(20);
        take(0);
        pass(29);
        // Then
        assertThat(task.committed()).isFalse();
        pass(1);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldWaitAsLongAsEventsHaveWaited() {
        // When
        takeEvery(10, 690, 700);
        // Then
        assertThat(task.committed()).isFalse();
        takeEvery(10, 20, 700);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldNotWaitBeyondTheLongest() {
        // When
        takeEvery(10, 4_990, Duration.ofMinutes(30).toMillis());
        // Then
        assertThat(task.committed()).isFalse();
        pass(10);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldNotLetOneThatIsBehindDelayAFreshOne() {
        // Given
        takeEvery(10, 30, 10_000);
        // When
        take(0);
        pass(20);
        // Then
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldCommitAtOnceWhatIsDueAlready() {
        // Given
        takeEvery(10, 200, 10_000);
        assertThat(task.committed()).isFalse();
        // When
        take(0);
        // Then
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldNotWaitForMoreWhenNothingComes() {
        // When
        take(10_000);
        pass(49);
        // Then
        assertThat(task.committed()).isFalse();
        pass(1);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldBearLongerPausesTheLongerItHasWaited() {
        // Given
        takeEvery(10, 2_000, 10_000);
        // When
        pass(480);
        // Then
        assertThat(task.committed()).isFalse();
        pass(300);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldBeginAnewAfterACommit() {
        // Given
        take(0);
        pass(30);
        // When
        pace.reset();
        pass(1_000);
        // Then
        assertThat(task.committed()).isFalse();
        take(0);
        pass(49);
        assertThat(task.committed()).isFalse();
        pass(1);
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldTakeAClockThatIsBehindForNoDelay() {
        // When
        take(-10_000);
        pass(50);
        // Then
        assertThat(task.committed()).isTrue();
    }

    @Test
    void shouldBeSharedByTheTasksOfAThreadOnly() {
        // Given
        CommitPaces paces = new CommitPaces(INTERVALS, Clock.systemUTC());
        // When
        CommitPace ofAnother = CompletableFuture.supplyAsync(
                        paces::ofThisThread, runnable -> new Thread(runnable).start())
                .join();
        // Then
        assertThat(paces.ofThisThread()).isSameAs(paces.ofThisThread()).isNotSameAs(ofAnother);
    }

    @Test
    void shouldRefuseIntervalsThatAreNone() {
        // When / Then
        assertThatThrownBy(() -> new CommitIntervals(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommitIntervals(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2S");
    }
}
