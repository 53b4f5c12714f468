package io.millrace.writer.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The plain parts, as beans. */
@Factory
final class WriterParts {
    /** Read at once, so that a wrong setting stops the start. */
    @Context
    WriterSettings settings(SettingsReader reader) {
        return WriterSettings.read(reader);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Writer writer(WriterSettings settings, MeterRegistry registry, Clock clock) {
        return new Writer(settings, DefinitionReader::read, sink -> new MicrometerSinkMetrics(registry, sink), clock);
    }
}
