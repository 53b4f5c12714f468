package io.millrace.ingest.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldHaveWhatItBeganWithAndFillSteadily() {
        // Given
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        // When
        bucket.take(20, 0);

        // Then
        assertThat(bucket.available(0)).isZero();
        assertThat(bucket.until(0, 0)).isZero();
        assertThat(bucket.until(1, 0)).isEqualTo(SECOND / 10);
        assertThat(bucket.available(SECOND / 10 - 1)).isZero();
        assertThat(bucket.available(SECOND / 10)).isEqualTo(1);
        assertThat(bucket.until(1, SECOND / 10)).isZero();
        assertThat(bucket.untilFull(SECOND / 10)).isEqualTo(2 * SECOND - SECOND / 10);
    }

    @Test
    void shouldHoldNoMoreThanItsBurst() {
        // Given
        TokenBucket bucket = new TokenBucket(10, 2, 0);

        // When
        bucket.take(5, 0);

        // Then
        assertThat(bucket.available(100 * SECOND)).isEqualTo(20);
        assertThat(bucket.untilFull(100 * SECOND)).isZero();
        assertThat(bucket.until(20, 100 * SECOND)).isZero();
        assertThat(bucket.until(21, 100 * SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void shouldOweWhatWasNotThere() {
        // Given
        TokenBucket bucket = new TokenBucket(10, 1, 0);

        // When
        bucket.take(25, 0);

        // Then
        assertThat(bucket.available(0)).isZero();
        assertThat(bucket.until(0, 0)).isEqualTo(SECOND * 3 / 2);
        assertThat(bucket.until(1, 0)).isEqualTo(SECOND * 8 / 5);
        assertThat(bucket.available(SECOND * 8 / 5)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 999_999_937, 1_000_000_007, 1L << 40})
    void shouldLoseNothingToRounding(long perSecond) {
        // Given: a rate that does not divide a second
        TokenBucket bucket = new TokenBucket(perSecond, 1, 0);
        long taken = Math.min(perSecond, 1000);

        // When
        for (long token = 0; token < taken; token++) {
            bucket.take(1, 0);
        }

        // Then
        assertThat(bucket.available(0)).isEqualTo(perSecond - taken);
        assertThat(bucket.untilFull(0)).isEqualTo((taken * SECOND + perSecond - 1) / perSecond);
    }

    @Test
    void shouldCountOnWhereTheClockOverflows() {
        // Given
        long now = Long.MAX_VALUE - 10;
        TokenBucket bucket = new TokenBucket(10, 1, now);

        // When
        bucket.take(10, now);

        // Then
        assertThat(bucket.available(now)).isZero();
        assertThat(bucket.available(now + SECOND / 2)).isEqualTo(5);
        assertThat(bucket.available(now + 2 * SECOND)).isEqualTo(10);
    }
}
