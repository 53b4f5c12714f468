package io.millrace.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is started, and where.
 *
 * @param dataFolder holds all state; made if missing
 * @param components started, unless there is an external address for them
 * @param readyWithin how long each may take from its start until it is ready
 * @param serviceEnvironment what our services find in their environment beside what is in ours
 * @param security of servers and clients
 */
public record PlatformOptions(
        Installation installation,
        Path dataFolder,
        Ports ports,
        ExternalAddresses externalAddresses,
        Set<Component> components,
        Duration readyWithin,
        Map<String, String> serviceEnvironment,
        PlatformSecurity security) {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    public PlatformOptions {
        components = Set.copyOf(components);
        serviceEnvironment = Map.copyOf(serviceEnvironment);
    }

    /** Everything, on the default ports. */
    public PlatformOptions(Installation installation, Path dataFolder) {
        this(
                installation,
                dataFolder,
                Ports.DEFAULT,
                ExternalAddresses.NONE,
                Component.ALL,
                READY_WITHIN,
                Map.of(),
                PlatformSecurity.NONE);
    }

    /** Everything that the environment has no address for, on the default ports moved by the offset. */
    public static PlatformOptions fromEnvironment(
            Installation installation, Path dataFolder, int portOffset, Map<String, String> environment) {
        return new PlatformOptions(installation, dataFolder)
                .withPorts(Ports.DEFAULT.withOffset(portOffset).withEnvironment(environment))
                .withExternalAddresses(ExternalAddresses.fromEnvironment(environment))
                .withSecurity(new PlatformSecurity(ClientSecurity.fromEnvironment(environment), Optional.empty()));
    }

    public PlatformOptions withDataFolder(Path dataFolder) {
        return new PlatformOptions(
                installation,
                dataFolder,
                ports,
                externalAddresses,
                components,
                readyWithin,
                serviceEnvironment,
                security);
    }

    public PlatformOptions withPorts(Ports ports) {
        return new PlatformOptions(
                installation,
                dataFolder,
                ports,
                externalAddresses,
                components,
                readyWithin,
                serviceEnvironment,
                security);
    }

    public PlatformOptions withExternalAddresses(ExternalAddresses addresses) {
        return new PlatformOptions(
                installation, dataFolder, ports, addresses, components, readyWithin, serviceEnvironment, security);
    }

    /** For tests and benchmarks of single modules, such as {@link Component#SERVERS}. */
    public PlatformOptions withComponents(Set<Component> components) {
        return new PlatformOptions(
                installation,
                dataFolder,
                ports,
                externalAddresses,
                components,
                readyWithin,
                serviceEnvironment,
                security);
    }

    public PlatformOptions withReadyWithin(Duration readyWithin) {
        return new PlatformOptions(
                installation,
                dataFolder,
                ports,
                externalAddresses,
                components,
                readyWithin,
                serviceEnvironment,
                security);
    }

    /** For settings of our services that only their environment has. */
    public PlatformOptions withServiceEnvironment(Map<String, String> environment) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, environment, security);
    }

    /** For servers that ask for TLS and a password, be they started here or elsewhere. */
    public PlatformOptions withSecurity(PlatformSecurity security) {
        return new PlatformOptions(
                installation,
                dataFolder,
                ports,
                externalAddresses,
                components,
                readyWithin,
                serviceEnvironment,
                security);
    }

    /** What our services find in their environment: what was asked for, and how to connect. */
    Map<String, String> environmentOfServices() {
        Map<String, String> environment = new HashMap<>(security.clients().environment());
        environment.putAll(serviceEnvironment);
        return environment;
    }

    /** Where everything is reached, once it is started. */
    public Addresses addresses() {
        return Addresses.of(this);
    }

    /** Those of the components that are started here. */
    Set<Component> started() {
        Set<Component> started = EnumSet.noneOf(Component.class);
        started.addAll(components);
        started.removeAll(externalAddresses.components());
        return started;
    }
}
