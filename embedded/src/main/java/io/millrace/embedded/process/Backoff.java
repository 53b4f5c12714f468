package io.millrace.embedded.process;

import java.time.Duration;

/**
 * How long to wait before a child that died is started again: doubling from {@code first} up to {@code cap}. Without
 * jitter: the children of one supervisor compete with nobody.
 *
 * @param resetAfter a child that lived this long starts over with {@code first}
 */
public record Backoff(Duration first, Duration cap, Duration resetAfter) {
    private static final int MAX_DOUBLINGS = 30;

    public static final Backoff DEFAULT =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1));

    public Backoff {
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("first must be positive and at most cap: " + first + ", " + cap);
        }
    }

    /** @param deathsBefore how many deaths in a row there were before this one, from 0 */
    public Duration delay(int deathsBefore) {
        Duration delay = first.multipliedBy(1L << Math.min(deathsBefore, MAX_DOUBLINGS));
        return delay.compareTo(cap) < 0 ? delay : cap;
    }
}
