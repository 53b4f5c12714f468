package io.millrace.ingest.quota;

import java.math.BigInteger;

/**
 * A bucket that fills steadily and may be in debt. Kept as the moment at which it is full, in nanoseconds and a fraction, so that nothing is
 * rounded and nothing has to run for it to fill. Not thread-safe.
 */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long burstNanos;
    // Full at fullAt + remainder / perSecond.
    private long fullAt;
    private long remainder;

    /** Begins full. */
    TokenBucket(long perSecond, int burstSeconds, long now) {
        this.perSecond = perSecond;
        burstNanos = burstSeconds * SECOND;
        fullAt = now;
    }

    private void settle(long now) {
        if (fullAt - now < 0) {
            fullAt = now;
            remainder = 0;
        }
    }

    /**
     * Takes tokens, whether they are there or not: what lacks is owed.
     *
     * @param tokens less than 2^31
     */
    void take(long tokens, long now) {
        settle(now);
        long cost = remainder + tokens * SECOND;
        fullAt += cost / perSecond;
        remainder = cost % perSecond;
    }

    /** Nanoseconds until there are so many tokens; 0 = there are. With 0 tokens, until nothing is owed. */
    long until(long tokens, long now) {
        settle(now);
        long cost = remainder + tokens * SECOND;
        long roundedUp = cost / perSecond + (cost % perSecond == 0 ? 0 : 1);
        return Math.max(0, fullAt - now + roundedUp - burstNanos);
    }

    /** Nanoseconds until it is full. */
    long untilFull(long now) {
        settle(now);
        return fullAt - now + (remainder == 0 ? 0 : 1);
    }

    /** Whole tokens that are there. */
    long available(long now) {
        settle(now);
        BigInteger parts = BigInteger.valueOf(burstNanos - (fullAt - now))
                .multiply(BigInteger.valueOf(perSecond))
                .subtract(BigInteger.valueOf(remainder));
        return parts.signum() < 0 ? 0 : parts.divide(BigInteger.valueOf(SECOND)).longValueExact();
    }

    /** Tokens when it is full. */
    long capacity() {
        return perSecond * (burstNanos / SECOND);
    }

    int burstSeconds() {
        return (int) (burstNanos / SECOND);
    }
}
