package io.millrace.ingest.quota;

import io.millrace.ingest.intake.IntakePace;
import io.millrace.ingest.quota.QuotaMetrics.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Holds each tenant to its quota. Thread-safe. What it keeps is a little per tenant with a quota that sent something to a pipeline that there is.
 */
public final class QuotaGate {
    private final TenantQuotas quotas;
    private final QuotaSettings settings;
    private final QuotaTime time;
    private final QuotaMetrics metrics;
    private final Map<String, TenantMeter> meters = new ConcurrentHashMap<>();

    public QuotaGate(TenantQuotas quotas, QuotaSettings settings, QuotaTime time, QuotaMetrics metrics) {
        this.quotas = quotas;
        this.settings = settings;
        this.time = time;
        this.metrics = metrics;
    }

    /**
     * Has a body read, if the tenant has anything left.
     *
     * @param reading at the pace that it is given
     * @param refusal if nothing may be read before so much time has passed
     */
    public <T> T enter(String tenant, Function<IntakePace, T> reading, Function<Duration, T> refusal) {
        Optional<TenantMeter> meter = meter(tenant);
        if (meter.isEmpty()) {
            return reading.apply(IntakePace.FREE);
        }
        Optional<Duration> wait = meter.get().admit(time.nanos());
        if (wait.isPresent()) {
            metrics.overQuota(tenant, Outcome.REFUSED);
            return refusal.apply(wait.get());
        }
        try (PacedBody body = new PacedBody(tenant, meter.get(), time, metrics, settings.patience())) {
            return reading.apply(body);
        }
    }

    /** Where a tenant stands; empty if it may send what it likes. */
    public List<QuotaStanding> standings(String tenant) {
        return meter(tenant).map(meter -> meter.standings(time.nanos())).orElse(List.of());
    }

    /** A changed quota begins anew, with a full burst. */
    private Optional<TenantMeter> meter(String tenant) {
        Quota quota = quotas.of(tenant);
        if (quota.recordsPerSecond().isEmpty() && quota.bytesPerSecond().isEmpty()) {
            meters.remove(tenant);
            return Optional.empty();
        }
        return Optional.of(meters.compute(
                tenant,
                (name, former) -> former != null && former.quota().equals(quota)
                        ? former
                        : new TenantMeter(quota, settings.pacedBodies(), time.nanos())));
    }
}
