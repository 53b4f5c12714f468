package io.millrace.stream.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a thread that failed: it is replaced, and begins again from its last commit. If that happens again and again, a new
 * thread is no cure, and the client stops, so that whoever watches over the process can begin with a new one. Thread-safe.
 */
public final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);
    private static final int MOST = 8;
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final Clock clock;
    private final Deque<Instant> failures = new ArrayDeque<>();

    public ThreadFailures(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().isBefore(now.minus(WITHIN))) {
            failures.removeFirst();
        }
        if (failures.size() > MOST) {
            LOG.error("{} threads failed within {}: this process gives up", failures.size(), WITHIN, failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("a thread failed and is replaced", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
