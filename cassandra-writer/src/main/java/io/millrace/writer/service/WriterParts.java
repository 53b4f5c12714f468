package io.millrace.writer.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.model.definition.DefinitionReader;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The plain parts, as beans. */
@Factory
final class WriterParts {
    /** Read at once, so that a wrong setting stops the start. */
    @Context
    WriterSettings settings(PropertyResolver properties) {
        return SettingsReader.read(name -> properties.getProperty(name, String.class));
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Writer writer(WriterSettings settings, MeterRegistry registry, Clock clock) {
        return new Writer(settings, DefinitionReader::read, sink -> new MicrometerSinkMetrics(registry, sink), clock);
    }
}
