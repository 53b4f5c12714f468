package io.millrace.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What is started, and where.
 *
 * @param dataFolder holds all state; made if missing
 * @param components started, unless there is an external address for them
 * @param readyWithin how long each may take from its start until it is ready
 * @param serviceEnvironment what our services find in their environment beside what is in ours
 */
public record PlatformOptions(
        Installation installation,
        Path dataFolder,
        Ports ports,
        ExternalAddresses externalAddresses,
        Set<Component> components,
        Duration readyWithin,
        Map<String, String> serviceEnvironment) {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    public PlatformOptions {
        components = Set.copyOf(components);
        serviceEnvironment = Map.copyOf(serviceEnvironment);
    }

    /** Everything, on the default ports. */
    public PlatformOptions(Installation installation, Path dataFolder) {
        this(installation, dataFolder, Ports.DEFAULT, ExternalAddresses.NONE, Component.ALL, READY_WITHIN, Map.of());
    }

    /** Everything that the environment has no address for, on the default ports moved by the offset. */
    public static PlatformOptions fromEnvironment(
            Installation installation, Path dataFolder, int portOffset, Map<String, String> environment) {
        return new PlatformOptions(installation, dataFolder)
                .withPorts(Ports.DEFAULT.withOffset(portOffset).withEnvironment(environment))
                .withExternalAddresses(ExternalAddresses.fromEnvironment(environment));
    }

    public PlatformOptions withDataFolder(Path dataFolder) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, serviceEnvironment);
    }

    public PlatformOptions withPorts(Ports ports) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, serviceEnvironment);
    }

    public PlatformOptions withExternalAddresses(ExternalAddresses addresses) {
        return new PlatformOptions(
                installation, dataFolder, ports, addresses, components, readyWithin, serviceEnvironment);
    }

    /** For tests and benchmarks of single modules, such as {@link Component#SERVERS}. */
    public PlatformOptions withComponents(Set<Component> components) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, serviceEnvironment);
    }

    public PlatformOptions withReadyWithin(Duration readyWithin) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, serviceEnvironment);
    }

    /** For settings of our services that only their environment has. */
    public PlatformOptions withServiceEnvironment(Map<String, String> environment) {
        return new PlatformOptions(
                installation, dataFolder, ports, externalAddresses, components, readyWithin, environment);
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
