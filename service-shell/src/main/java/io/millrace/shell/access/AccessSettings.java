package io.millrace.shell.access;

import io.millrace.shell.settings.SettingsReader;
import java.util.Optional;

/**
 * The keys that are no tenant's, by their hashes.
 *
 * @param administrator of the key that may do everything; empty = everyone may, and nobody is asked for a key
 * @param metrics of a key that may read metrics and nothing else
 */
public record AccessSettings(Optional<String> administrator, Optional<String> metrics) {
    /** Nobody is asked for a key. */
    public static final AccessSettings OPEN = new AccessSettings(Optional.empty(), Optional.empty());

    public AccessSettings {
        if (administrator.isEmpty() && metrics.isPresent()) {
            throw new IllegalArgumentException("a key for metrics is of no use while nobody is asked for a key");
        }
    }

    /** Whether nobody is asked for a key. */
    public boolean isOpen() {
        return administrator.isEmpty();
    }

    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    public static AccessSettings read(SettingsReader reader) {
        Optional<String> administrator = reader.keyHash(SettingsReader.ADMINISTRATOR_KEY);
        Optional<String> metrics = reader.keyHash(SettingsReader.METRICS_KEY);
        return reader.complete(() -> new AccessSettings(administrator, metrics));
    }
}
