package io.millrace.ingest.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.quota.QuotaGate;
import io.millrace.ingest.quota.QuotaTime;
import io.millrace.ingest.quota.TenantQuotas;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Makes what the service is put together from. */
@Factory
class IngestFactory {
    /** Made first, so that wrong settings end the start before anything listens. */
    @Context
    IngestSettings settings(SettingsReader reader) {
        return IngestSettings.read(reader);
    }

    @Singleton
    IntakeMetrics metrics(MeterRegistry registry) {
        return new MicrometerIntakeMetrics(registry);
    }

    @Singleton
    TenantQuotas tenantQuotas(Attachments attachments, IngestSettings settings) {
        return tenant ->
                settings.quotas().standard().with(attachments.get().tenants().quotas(tenant));
    }

    @Singleton
    QuotaTime quotaTime() {
        return new QuotaTime() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }

    @Singleton
    QuotaGate quotas(TenantQuotas quotas, IngestSettings settings, QuotaTime time, MeterRegistry registry) {
        return new QuotaGate(
                quotas, settings.quotas(), time, (tenant, outcome) -> Counter.builder("millrace.ingest.over.quota")
                        .description("Bodies of tenants over their quota: refused, paced (read on slower) or cut-off.")
                        .tags(
                                "tenant",
                                tenant,
                                "outcome",
                                outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .register(registry)
                        .increment());
    }

    @Singleton
    SourceMetrics sourceMetrics(MeterRegistry registry, IntakeMetrics intake) {
        return new MicrometerSourceMetrics(registry, intake);
    }
}
