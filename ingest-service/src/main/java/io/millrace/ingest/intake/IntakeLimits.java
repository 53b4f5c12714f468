package io.millrace.ingest.intake;

import io.millrace.model.format.RecordLimits;
import java.time.Duration;

/**
 * What a body may cost.
 *
 * @param record of each record as received
 * @param maxEventBytes longest encoded event; below what the events topic takes
 * @param recordsInFlight records of one body that are sent and not yet acknowledged. The producer's own bound is on compressed bytes and does not
 *     count what it remembers of each record, of which a small one may need more than it has bytes
 * @param acknowledgement longest wait for Kafka to answer once all was sent; beyond the producer's own delivery timeout
 */
public record IntakeLimits(RecordLimits record, int maxEventBytes, int recordsInFlight, Duration acknowledgement) {
    /** What a topic takes by default, less what a batch of one record adds. */
    public static final int DEFAULT_MAX_EVENT_BYTES = (1 << 20) - 1024;

    /** Enough to keep a cluster busy that answers within tens of milliseconds. */
    public static final int DEFAULT_RECORDS_IN_FLIGHT = 10_000;
}
