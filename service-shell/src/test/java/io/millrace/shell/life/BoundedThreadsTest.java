package io.millrace.shell.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
                    threads.execute(() -> {
                        await(release);
                        ended.countDown();
                    });
                }

                // Then
                assertThat(threads.held()).isEqualTo(RUNNING + WAITING);
                assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
                release.countDown();
                assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
                awaitEmpty(threads);
            }
        }
    }

    @Test
    void shouldHaveRoomAgainAfterATaskThatFails() throws InterruptedException {
        try (BoundedThreads threads = new BoundedThreads("test", 1, 0)) {
            // When
            threads.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            awaitEmpty(threads);

            // Then
            CountDownLatch ran = new CountDownLatch(1);
            threads.execute(ran::countDown);
            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldRefuseOnceItIsClosed() {
        BoundedThreads threads = new BoundedThreads("test", 1, 1);
        threads.close();

        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.held()).isZero();
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
