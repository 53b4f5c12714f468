package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Servers that run elsewhere: what has an address here is used there, and not started.
 *
 * @param kafka bootstrap servers, host:port separated by commas
 */
public record ExternalAddresses(Optional<String> kafka, Optional<HostAndPort> cassandra, Optional<URI> registry) {
    static final String KAFKA = "MILLRACE_KAFKA";
    static final String CASSANDRA = "MILLRACE_CASSANDRA";
    static final String REGISTRY = "MILLRACE_REGISTRY";

    public static final ExternalAddresses NONE =
            new ExternalAddresses(Optional.empty(), Optional.empty(), Optional.empty());

    /** From {@code MILLRACE_KAFKA}, {@code MILLRACE_CASSANDRA} and {@code MILLRACE_REGISTRY}. */
    public static ExternalAddresses fromEnvironment(Map<String, String> environment) {
        return new ExternalAddresses(
                value(environment, KAFKA).map(ExternalAddresses::bootstrapServers),
                value(environment, CASSANDRA).map(text -> HostAndPort.parse(CASSANDRA, text)),
                value(environment, REGISTRY).map(ExternalAddresses::httpAddress));
    }

    private static Optional<String> value(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String bootstrapServers(String text) {
        for (String server : text.split(",", -1)) {
            HostAndPort.parse(KAFKA, server.strip());
        }
        return text;
    }

    private static URI httpAddress(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new EmbeddedException(REGISTRY + " is not an address: " + text, e);
        }
        throw new EmbeddedException(REGISTRY + " must be http://host:port, not: " + text);
    }

    Set<Component> components() {
        Set<Component> components = EnumSet.noneOf(Component.class);
        kafka.ifPresent(address -> components.add(Component.KAFKA));
        cassandra.ifPresent(address -> components.add(Component.CASSANDRA));
        registry.ifPresent(address -> components.add(Component.REGISTRY));
        return components;
    }
}
