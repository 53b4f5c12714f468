package io.millrace.shell.access;

import io.millrace.shell.settings.SettingsReader;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * From where pages may ask, besides those that the service itself gives out: a browser sends with a request the origin of the page that makes it.
 *
 * @param origins {@code scheme://host} or {@code scheme://host:port}, in lower case
 */
public record AllowedOrigins(Set<String> origins) {
    public AllowedOrigins {
        origins = Set.copyOf(origins);
    }

    /**
     * @throws io.millrace.shell.settings.InvalidSettingsException with everything that is wrong
     */
    public static AllowedOrigins read(SettingsReader reader) {
        Set<String> origins = reader.origins();
        return reader.complete(() -> new AllowedOrigins(origins));
    }

    boolean contains(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether an origin is the service itself, as the request addresses it: both leave out the usual port of their scheme. */
    static boolean isSame(String origin, Optional<String> host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && host.filter(authority::equalsIgnoreCase).isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
