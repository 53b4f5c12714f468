package io.millrace.ingest.quota;

import io.millrace.kafka.record.TenantRecord.Quotas;
import java.util.OptionalLong;

/**
 * How much may be sent to one instance.
 *
 * @param recordsPerSecond of any outcome; empty = any number
 * @param bytesPerSecond of records as received, decompressed; empty = any number
 * @param burstSeconds how many seconds' worth may come at once
 */
public record Quota(OptionalLong recordsPerSecond, OptionalLong bytesPerSecond, int burstSeconds) {
    public static final long MOST_PER_SECOND = 1L << 40;
    public static final int MOST_BURST_SECONDS = 3600;
    public static final Quota UNLIMITED = new Quota(OptionalLong.empty(), OptionalLong.empty(), 1);

    public Quota {
        if (!isRate(recordsPerSecond)
                || !isRate(bytesPerSecond)
                || burstSeconds < 1
                || burstSeconds > MOST_BURST_SECONDS) {
            throw new IllegalArgumentException("a quota is 1 to " + MOST_PER_SECOND + " a second, for 1 to "
                    + MOST_BURST_SECONDS + " seconds at once");
        }
    }

    /** With what a tenant has of its own in the place of this. */
    public Quota with(Quotas own) {
        return new Quota(
                own.recordsPerSecond().isPresent() ? own.recordsPerSecond() : recordsPerSecond,
                own.bytesPerSecond().isPresent() ? own.bytesPerSecond() : bytesPerSecond,
                own.burstSeconds().orElse(burstSeconds));
    }

    private static boolean isRate(OptionalLong perSecond) {
        return perSecond.isEmpty() || (perSecond.getAsLong() >= 1 && perSecond.getAsLong() <= MOST_PER_SECOND);
    }
}
