package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void shouldTryUntilItSucceedsAndWaitLongerEachTime() throws Exception {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        List<Duration> waits = new ArrayList<>();
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(3));

        // When
        String result = backoff.call(
                () -> {
                    if (attempts.incrementAndGet() < 5) {
                        throw new IllegalStateException("not yet");
                    }
                    return "there";
                },
                (failure, wait) -> waits.add(wait));

        // Then
        assertThat(result).isEqualTo("there");
        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3), Duration.ofMillis(3));
    }
}
