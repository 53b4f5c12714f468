package io.millrace.query.read;

import java.time.Duration;

/**
 * What one page may cost.
 *
 * @param partitions after this many Cassandra partitions a page ends, however few rows it has
 * @param inFlight reads at once
 * @param groups up to this many groups that are asked for by all their dimensions are read one by one
 * @param patience how long to wait for a read
 */
public record ReadLimits(int partitions, int inFlight, int groups, Duration patience) {
    /** Sensible for a service with some dozens of readers. */
    public static final ReadLimits DEFAULT = new ReadLimits(1_024, 32, 64, Duration.ofSeconds(20));

    public ReadLimits {
        if (partitions < 1 || inFlight < 1 || groups < 1) {
            throw new IllegalArgumentException("no such limits: " + partitions + ", " + inFlight + ", " + groups);
        }
    }
}
