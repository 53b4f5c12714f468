package io.millrace.shell;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Prototype;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What every service is put together from. */
@Factory
final class ShellParts {
    @Prototype
    SettingsReader settings(PropertyResolver properties) {
        return SettingsReader.of(properties);
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
