package io.millrace.ingest.quota;

import io.millrace.ingest.intake.IntakePace;
import io.millrace.ingest.quota.QuotaMetrics.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * A body on its way in, against a tenant's quota: what it has read it has paid, or owes, and while it owes it reads no further. So a body of any length
 * comes in, at the pace of the quota if it must. Not thread-safe.
 */
final class PacedBody implements IntakePace, AutoCloseable {
    /** Less is not waited for, but owed a little longer: pauses cost time of their own. */
    private static final long SHORTEST_PAUSE = 20_000_000L;

    private final String tenant;
    private final TenantMeter meter;
    private final QuotaTime time;
    private final QuotaMetrics metrics;
    private final long patience;

    // The first record was paid for when the body was admitted.
    private int toPay;
    private long readyAt;
    private boolean holdsPlace;

    PacedBody(String tenant, TenantMeter meter, QuotaTime time, QuotaMetrics metrics, Duration patience) {
        this.tenant = tenant;
        this.meter = meter;
        this.time = time;
        this.metrics = metrics;
        this.patience = patience.toNanos();
        readyAt = time.nanos();
    }

    @Override
    public Optional<Duration> beforeRecord(int bytes) {
        long wait = readyAt - time.nanos();
        if (wait >= SHORTEST_PAUSE && !waited(wait)) {
            metrics.overQuota(tenant, Outcome.CUT_OFF);
            return Optional.of(Duration.ofNanos(wait));
        }
        long now = time.nanos();
        readyAt = now + meter.take(toPay, bytes, now);
        toPay = 1;
        return Optional.empty();
    }

    /** Waits; false if that takes too long, or too many bodies of the tenant wait already. */
    private boolean waited(long wait) {
        if (wait > patience || !takePlace()) {
            return false;
        }
        try {
            time.pause(wait);
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean takePlace() {
        if (!holdsPlace && meter.paced().tryAcquire()) {
            holdsPlace = true;
            metrics.overQuota(tenant, Outcome.PACED);
        }
        return holdsPlace;
    }

    /** Makes room for another body to wait. */
    @Override
    public void close() {
        if (holdsPlace) {
            holdsPlace = false;
            meter.paced().release();
        }
    }
}
