package io.millrace.ingest.intake;

import io.millrace.model.format.RecordLimits;
import java.time.Duration;

/**
 * What a body may cost.
 *
 * @param record of each record as received
 * @param maxEventBytes longest encoded event; below what the events topic takes
 * @param acknowledgement longest wait for Kafka to answer once all was sent; beyond the producer's own delivery timeout
 */
public record IntakeLimits(RecordLimits record, int maxEventBytes, Duration acknowledgement) {
    /** What a topic takes by default, less what a batch of one record adds. */
    public static final int DEFAULT_MAX_EVENT_BYTES = (1 << 20) - 1024;
}
