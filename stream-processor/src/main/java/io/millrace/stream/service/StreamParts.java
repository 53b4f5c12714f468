package io.millrace.stream.service;

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
final class StreamParts {
    /** Read at once, so that a wrong setting stops the start. */
    @Context
    ServiceSettings settings(SettingsReader reader) {
        return ServiceSettings.read(reader);
    }

    @Singleton
    @Bean(preDestroy = "close")
    StreamRunner runner(ServiceSettings settings, MeterRegistry meters, Clock clock) {
        return new StreamRunner(settings, DefinitionReader::read, meters, clock);
    }
}
