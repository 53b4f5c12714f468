package io.millrace.writer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import io.millrace.writer.sink.Backoff;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Waiting waiting =
            new Waiting(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), new Random(1)), stop);

    @Test
    void shouldTryAgainUntilWhatIsNeededIsThere() throws Exception {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        // When
        String found = waiting.until("Kafka", () -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new TimeoutException("not yet");
                case 2 -> throw new NoNodeAvailableException();
                default -> {
                    return "there";
                }
            }
        });
        // Then
        assertThat(found).isEqualTo("there");
        assertThat(waiting.what()).isEqualTo("Kafka");
    }

    @Test
    void shouldNotTryAgainWhatCantSucceed() {
        assertThatThrownBy(() -> waiting.until("Kafka", () -> {
                    throw new InvalidConfigurationException("no such setting");
                }))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> waiting.until("Kafka", () -> {
                    throw new IllegalStateException("8 partitions, not 4");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldGiveUpWhenTheServiceIsToStop() {
        assertThatThrownBy(() -> waiting.until("Kafka", () -> {
                    stop.countDown();
                    throw new TimeoutException("not yet");
                }))
                .isInstanceOf(Waiting.StoppedException.class);
    }
}
