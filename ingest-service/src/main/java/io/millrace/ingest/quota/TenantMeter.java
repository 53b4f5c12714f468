package io.millrace.ingest.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/** What a tenant has sent against its quota. Thread-safe. */
final class TenantMeter {
    private final Quota quota;
    private final Semaphore paced;
    private final Optional<TokenBucket> records;
    private final Optional<TokenBucket> bytes;

    /**
     * @param pacedBodies that may be read at the pace of the quota at once
     */
    TenantMeter(Quota quota, int pacedBodies, long now) {
        this.quota = quota;
        paced = new Semaphore(pacedBodies);
        records = bucket(quota.recordsPerSecond(), quota, now);
        bytes = bucket(quota.bytesPerSecond(), quota, now);
    }

    private static Optional<TokenBucket> bucket(OptionalLong perSecond, Quota quota, long now) {
        return perSecond.isEmpty()
                ? Optional.empty()
                : Optional.of(new TokenBucket(perSecond.getAsLong(), quota.burstSeconds(), now));
    }

    Quota quota() {
        return quota;
    }

    /** Places of bodies that are read at the pace of the quota. */
    Semaphore paced() {
        return paced;
    }

    /** Takes the first record of a body; or says when to come again, and takes nothing. */
    synchronized Optional<Duration> admit(long now) {
        long wait = Math.max(until(records, 1, now), until(bytes, 1, now));
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        records.ifPresent(bucket -> bucket.take(1, now));
        return Optional.empty();
    }

    /** Takes what was read; nanoseconds until nothing is owed. */
    synchronized long take(int recordCount, int byteCount, long now) {
        records.ifPresent(bucket -> bucket.take(recordCount, now));
        bytes.ifPresent(bucket -> bucket.take(byteCount, now));
        return Math.max(until(records, 0, now), until(bytes, 0, now));
    }

    private static long until(Optional<TokenBucket> bucket, long tokens, long now) {
        return bucket.isPresent() ? bucket.get().until(tokens, now) : 0;
    }

    synchronized List<QuotaStanding> standings(long now) {
        List<QuotaStanding> standings = new ArrayList<>();
        records.ifPresent(bucket -> standings.add(QuotaStanding.of("records", "records", bucket, now)));
        bytes.ifPresent(bucket -> standings.add(QuotaStanding.of("bytes", "content-bytes", bucket, now)));
        return standings;
    }
}
