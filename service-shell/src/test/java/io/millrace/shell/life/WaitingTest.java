package io.millrace.shell.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final Waiting waiting =
            new Waiting(Waiting::isPassing, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), new Random(1)));

    @Test
    void shouldTryAgainUntilWhatIsNeededIsThere() throws Exception {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        // When
        String found = waiting.until("Kafka", () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new TimeoutException("not yet");
            }
            return "there";
        });
        // Then
        assertThat(found).isEqualTo("there");
        assertThat(attempts).hasValue(3);
        assertThat(waiting.what()).isEqualTo("Kafka");
    }

    @Test
    void shouldNotTryAgainWhatCantSucceed() {
        assertThatThrownBy(() -> waiting.untilDone("Kafka", () -> {
                    throw new InvalidConfigurationException("no such setting");
                }))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> waiting.untilDone("Kafka", () -> {
                    throw new IllegalStateException("8 partitions, not 4");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldGiveUpWhenTheServiceIsToStop() {
        assertThatThrownBy(() -> waiting.untilDone("Kafka", () -> {
                    waiting.stop();
                    throw new TimeoutException("not yet");
                }))
                .isInstanceOf(StoppedException.class);
        assertThatThrownBy(() -> waiting.untilTrue("the definitions", () -> false))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void shouldNotWaitForAnAttemptThatGoesOnWhenTheServiceIsToStop() throws Exception {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interruptedAfterwards = CompletableFuture.supplyAsync(() -> {
            try {
                waiting.untilDone("Kafka", () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException interrupted) {
                        throw new InterruptException(interrupted);
                    }
                });
            } catch (StoppedException stopped) {
                return Thread.currentThread().isInterrupted();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            throw new AssertionError("not stopped");
        });
        // When
        begun.await();
        waiting.stop();
        // Then
        assertThat(interruptedAfterwards.get(30, TimeUnit.SECONDS)).isFalse();
    }
}
