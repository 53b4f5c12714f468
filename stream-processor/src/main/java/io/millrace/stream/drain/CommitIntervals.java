package io.millrace.stream.drain;

import java.time.Duration;

/**
 * How long results wait for a commit, counted from the first.
 *
 * @param keepingUp while what comes in is read at once: the dial between latency and work
 * @param behind at most, while what comes in has waited to be read: fewer and larger commits work more of it off
 */
public record CommitIntervals(Duration keepingUp, Duration behind) {
    public CommitIntervals {
        if (keepingUp.isNegative() || keepingUp.isZero() || behind.compareTo(keepingUp) < 0) {
            throw new IllegalArgumentException(
                    "not intervals, of which the second is no shorter: " + keepingUp + ", " + behind);
        }
    }

    /** How long the results of records wait that are of such an age: as long again as they have waited already. */
    long waitMillis(long ageMillis) {
        return Math.min(Math.max(ageMillis, keepingUp.toMillis()), behind.toMillis());
    }
}
