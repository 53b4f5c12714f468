package io.millrace.ingest.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.ingest.intake.IntakeMetrics;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes what the service is put together from. */
@Factory
class IngestFactory {
    /** Made first, so that wrong settings end the start before anything listens. */
    @Context
    IngestSettings settings(PropertyResolver properties) {
        return SettingsReader.read(properties);
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    IntakeMetrics metrics(MeterRegistry registry) {
        return new MicrometerIntakeMetrics(registry);
    }
}
