package io.millrace.shell.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final Lifecycle lifecycle = new Lifecycle(Waiting::isPassing);

    @Test
    void shouldSayWhatKeepsItFromWorking() throws Exception {
        // Given
        List<Optional<String>> obstacles = new ArrayList<>();
        // When
        obstacles.add(lifecycle.obstacle());
        lifecycle.run(waiting -> {
            waiting.untilDone("Kafka", () -> obstacles.add(lifecycle.obstacle()));
            assertThat(lifecycle.started()).isTrue();
            assertThat(lifecycle.started()).isFalse();
            obstacles.add(lifecycle.obstacle());
        });
        obstacles.add(lifecycle.obstacle());
        // Then
        assertThat(obstacles)
                .containsExactly(
                        Optional.of("waiting for its start"),
                        Optional.of("waiting for Kafka"),
                        Optional.empty(),
                        Optional.of("stopping"));
    }

    @Test
    void shouldEndTheWorkWhenItIsClosed() throws Exception {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                lifecycle.run(waiting -> {
                    begun.countDown();
                    waiting.awaitStop();
                });
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        });
        begun.await();
        // When
        lifecycle.close(Duration.ofSeconds(30));
        // Then
        run.get(30, TimeUnit.SECONDS);
        assertThat(lifecycle.isToStop()).isTrue();
    }

    @Test
    void shouldNotTakeAStopThatComesFirstForAFailure() throws Exception {
        // When
        lifecycle.close(Duration.ofSeconds(30));
        lifecycle.run(waiting -> waiting.untilDone("Kafka", () -> {
            throw new AssertionError("not to be tried");
        }));
        // Then
        assertThat(lifecycle.obstacle()).contains("stopping");
    }

    @Test
    void shouldThrowWhyTheWorkCantGoOn() {
        assertThatThrownBy(() -> lifecycle.run(waiting -> {
                    throw new IllegalStateException("gave up");
                }))
                .hasMessage("gave up");
        assertThat(lifecycle.obstacle()).contains("stopping");
    }
}
