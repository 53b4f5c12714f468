package io.millrace.stream.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ThreadFailuresTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    private final ThreadFailures failures = new ThreadFailures(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void shouldGiveUpWhenThreadsFailAgainAndAgain() {
        // Given
        for (int failure = 0; failure < 8; failure++) {
            now = now.plusSeconds(1);
            assertThat(failures.handle(new IllegalStateException("test"))).isEqualTo(REPLACE_THREAD);
        }
        // When / Then
        assertThat(failures.handle(new IllegalStateException("test"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void shouldReplaceThreadsThatFailNowAndThen() {
        for (int failure = 0; failure < 50; failure++) {
            // Given
            now = now.plus(Duration.ofSeconds(16));
            // When / Then
            assertThat(failures.handle(new IllegalStateException("test"))).isEqualTo(REPLACE_THREAD);
        }
    }
}
