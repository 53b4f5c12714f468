package io.millrace.shell;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Prototype;
import io.micronaut.core.value.PropertyResolver;
import io.millrace.shell.access.Access;
import io.millrace.shell.access.AccessSettings;
import io.millrace.shell.access.AllowedOrigins;
import io.millrace.shell.access.KeySource;
import io.millrace.shell.settings.SettingsReader;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every service is put together from. */
@Factory
final class ShellParts {
    private static final Logger LOG = LoggerFactory.getLogger(ShellParts.class);

    @Prototype
    SettingsReader settings(PropertyResolver properties) {
        return SettingsReader.of(properties);
    }

    /** Made at start, so that whoever reads the log knows whether the service is open. */
    @Context
    Access access(SettingsReader reader, Optional<KeySource> keys) {
        AccessSettings settings = AccessSettings.read(reader);
        if (settings.isOpen()) {
            LOG.warn("open to everyone on this machine: no {} is set", SettingsReader.ADMINISTRATOR_KEY);
        }
        return new Access(settings, keys.orElse(id -> Optional.empty()));
    }

    @Context
    AllowedOrigins allowedOrigins(SettingsReader reader) {
        return AllowedOrigins.read(reader);
    }

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
