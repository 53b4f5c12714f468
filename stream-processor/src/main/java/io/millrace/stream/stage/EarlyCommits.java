package io.millrace.stream.stage;

import java.time.InstantSource;

/**
 * Commits before the interval is over, for as long as they cost little. All tasks of a thread commit together, so what a commit of the route stage sends on comes to the aggregate
 * stage right at the beginning of the next interval, and would wait for all of it. Thread-safe.
 */
public final class EarlyCommits {
    /** Between two that a thread asks for. A commit takes some ms of it, the broker's included. */
    static final long SHORTEST_MILLIS = 25;

    /** What so many rows cost is little beside the commit itself. With more, the interval decides: rows that change all the time are then written less often. */
    static final int FEW_ROWS = 500;

    private final InstantSource clock;
    private final ThreadLocal<Long> asked = ThreadLocal.withInitial(() -> Long.MIN_VALUE);

    public EarlyCommits(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks for a commit, if this thread did not just do so.
     *
     * @param rows that it will write
     * @param commit asks Kafka Streams for one
     */
    public void ask(int rows, Runnable commit) {
        long now = clock.millis();
        if (rows > FEW_ROWS || now < asked.get() + SHORTEST_MILLIS) {
            return;
        }
        asked.set(now);
        commit.run();
    }
}
