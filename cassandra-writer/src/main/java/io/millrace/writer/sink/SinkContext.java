package io.millrace.writer.sink;

import io.millrace.shell.life.Backoff;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What sinks share with each other. */
public record SinkContext(Limits limits, DeadLetters deadLetters, Delays delays, Clock clock, RandomGenerator random) {
    /** The same, but for where records go that can't be written. */
    public SinkContext withDeadLetters(DeadLetters other) {
        return new SinkContext(limits, other, delays, clock, random);
    }

    Backoff backoff() {
        return new Backoff(limits.retryFirst(), limits.retryLongest(), random);
    }
}
