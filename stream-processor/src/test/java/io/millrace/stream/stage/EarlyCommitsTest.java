package io.millrace.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EarlyCommitsTest {
    private long now = 1_000;
    private int commits;
    private final EarlyCommits early = new EarlyCommits(() -> Instant.ofEpochMilli(now));

    private void ask(int rows) {
        early.ask(rows, () -> commits++);
    }

    @Test
    void shouldAskAtOnceAndThenNotTooOften() {
        // When: twice within the shortest time
        ask(1);
        now += EarlyCommits.SHORTEST_MILLIS - 1;
        ask(1);

        // Then
        assertThat(commits).isEqualTo(1);

        // When
        now += 1;
        ask(1);

        // Then
        assertThat(commits).isEqualTo(2);
    }

    @Test
    void shouldLeaveManyRowsToTheInterval() {
        // When
        ask(EarlyCommits.FEW_ROWS + 1);

        // Then
        assertThat(commits).isZero();

        // When: that was no commit, so the next may be one
        ask(EarlyCommits.FEW_ROWS);

        // Then
        assertThat(commits).isEqualTo(1);
    }

    @Test
    void shouldLetEachThreadAskForItself() {
        // Given
        ask(1);
        ExecutorService other = Executors.newSingleThreadExecutor();

        // When
        try {
            CompletableFuture.runAsync(() -> ask(1), other).join();
        } finally {
            other.shutdown();
        }

        // Then
        assertThat(commits).isEqualTo(2);
    }
}
