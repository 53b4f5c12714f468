package io.millrace.stream.drain;

import java.time.Clock;

/** One {@link CommitPace} a thread. Thread-safe. */
public final class CommitPaces {
    private final ThreadLocal<CommitPace> ofThreads;

    public CommitPaces(CommitIntervals intervals, Clock clock) {
        ofThreads = ThreadLocal.withInitial(() -> new CommitPace(intervals, clock));
    }

    /** That of the thread which asks: the only one that may use it, and Kafka Streams' for all that a processor does. */
    public CommitPace ofThisThread() {
        return ofThreads.get();
    }
}
