package io.millrace.ingest.quota;

/**
 * Where a tenant stands with one part of its quota.
 *
 * @param name of the part
 * @param unit of its numbers
 * @param most that may come at once
 * @param windowSeconds in which as much comes back
 * @param left of it now
 * @param fullInSeconds when all of it is there again, rounded up
 */
public record QuotaStanding(String name, String unit, long most, int windowSeconds, long left, long fullInSeconds) {
    private static final long SECOND = 1_000_000_000L;

    static QuotaStanding of(String name, String unit, TokenBucket bucket, long now) {
        return new QuotaStanding(
                name,
                unit,
                bucket.capacity(),
                bucket.burstSeconds(),
                bucket.available(now),
                (bucket.untilFull(now) + SECOND - 1) / SECOND);
    }
}
