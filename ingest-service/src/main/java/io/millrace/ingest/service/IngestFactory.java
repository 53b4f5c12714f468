package io.millrace.ingest.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.millrace.ingest.intake.IntakeMetrics;
import io.millrace.ingest.sources.SourceMetrics;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;

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
    SourceMetrics sourceMetrics(MeterRegistry registry, IntakeMetrics intake) {
        return new MicrometerSourceMetrics(registry, intake);
    }
}
