package io.millrace.ingest.sources.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a poll is due: at multiples of its interval behind an anchor, so that runs do not drift however long each takes, moved on by a little chance each time, so
 * that many polls do not ask at once.
 */
record Schedule(Duration every, RandomGenerator random) {
    private static final Duration MOST_JITTER = Duration.ofSeconds(5);
    private static final int PARTS = 10;

    /** The first time that is due after a moment; those before it that were missed are left out. */
    Instant after(Instant moment, long anchor) {
        long interval = every.toMillis();
        long passed = Math.floorDiv(moment.toEpochMilli() - anchor, interval);
        long due = anchor + (passed + 1) * interval;
        long jitter = Math.min(interval / PARTS, MOST_JITTER.toMillis());
        return Instant.ofEpochMilli(due + random.nextLong(jitter + 1));
    }
}
