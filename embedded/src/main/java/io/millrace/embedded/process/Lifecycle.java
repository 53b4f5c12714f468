package io.millrace.embedded.process;

import java.util.EnumSet;
import java.util.Set;

/** Where a supervised child stands. */
public enum Lifecycle {
    /** No process, and none is wanted. */
    STOPPED,
    /** A process is being started, or runs and has not yet said that it is ready. */
    STARTING,
    /** It was ready, and its process has not ended since. */
    READY,
    /** Its process ended; the next one is started after the backoff. */
    WAITING,
    /** Given up: it never became ready, or watching it broke. No process is left. */
    FAILED,
    /** Its process was asked to end. */
    STOPPING;

    private Set<Lifecycle> next() {
        return switch (this) {
            case STOPPED -> EnumSet.of(STARTING);
            case STARTING -> EnumSet.of(READY, WAITING, FAILED, STOPPING);
            case READY -> EnumSet.of(WAITING, FAILED, STOPPING);
            case WAITING -> EnumSet.of(STARTING, FAILED, STOPPING);
            case FAILED -> EnumSet.of(STARTING, STOPPING);
            case STOPPING -> EnumSet.of(STOPPED);
        };
    }

    /** The next state. @throws IllegalStateException if it can't follow this one */
    Lifecycle to(Lifecycle next) {
        if (!next().contains(next)) {
            throw new IllegalStateException(next + " can't follow " + this);
        }
        return next;
    }
}
