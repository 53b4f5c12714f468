package io.millrace.shell.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BoundedThreadsTest {
    private static final int RUNNING = 8;
    private static final int WAITING = 8;

    @Test
    void shouldTakeABurstThatThereIsRoomForHoweverManyThreadsAreIdle() throws InterruptedException {
        try (BoundedThreads threads = new BoundedThreads("test", RUNNING, WAITING)) {
            for (int burst = 0; burst < 200; burst++) {
                // Given: from the second burst on all threads are there, and idle
                CountDownLatch release = new CountDownLatch(1);
                CountDownLatch ended = new CountDownLatch(RUNNING + WAITING);

                // When
                for (int task = 0; task < RUNNING + WAITING; task++) {
                    var unused = threads.run(ended(() -> {
                        await(release);
                        ended.countDown();
                    }));
                }

                // Then
                assertThat(threads.held()).isEqualTo(RUNNING + WAITING);
                assertThatThrownBy(() -> threads.run(ended(() -> {}))).isInstanceOf(RejectedExecutionException.class);
                release.countDown();
                assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
                awaitEmpty(threads);
            }
        }
    }

    @Test
    void shouldHaveRoomAgainAfterATaskThatFails() {
        try (BoundedThreads threads = new BoundedThreads("test", 1, 0)) {
            // When
            CompletionStage<Integer> failing = threads.run(() -> {
                throw new IllegalStateException("on purpose");
            });

            // Then
            assertThat(failing.toCompletableFuture())
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("on purpose");
            CompletionStage<Integer> next = threads.run(() -> CompletableFuture.completedStage(7));
            assertThat(next.toCompletableFuture())
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .isEqualTo(7);
        }
    }

    @Test
    void shouldKeepThePlaceOfATaskThatGoesOnWithoutAThread() {
        try (BoundedThreads threads = new BoundedThreads("test", 1, 1)) {
            // Given: a task that has left its thread
            CompletableFuture<Integer> later = new CompletableFuture<>();
            CompletionStage<Integer> waits = threads.run(() -> later);

            // When: another uses that thread
            CompletionStage<Integer> other = threads.run(() -> CompletableFuture.completedStage(1));
            assertThat(other.toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);

            // Then: one place is taken, and free as soon as the task's end is told
            assertThat(threads.held()).isOne();
            CompletionStage<Integer> heldAtItsEnd = waits.thenApply(end -> threads.held());
            later.complete(2);
            assertThat(heldAtItsEnd.toCompletableFuture())
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .isEqualTo(0);
        }
    }

    @Test
    void shouldRefuseOnceItIsClosed() {
        BoundedThreads threads = new BoundedThreads("test", 1, 1);
        threads.close();

        assertThatThrownBy(() -> threads.run(ended(() -> {}))).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.held()).isZero();
    }

    private static Supplier<CompletionStage<Void>> ended(Runnable task) {
        return () -> {
            task.run();
            return CompletableFuture.completedStage(null);
        };
    }

    private static void awaitEmpty(BoundedThreads threads) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (threads.held() > 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
