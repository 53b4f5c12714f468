package io.millrace.embedded;

import io.millrace.embedded.process.Backoff;
import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.EmbeddedException;
import io.millrace.embedded.process.Lifecycle;
import io.millrace.embedded.process.Supervisor;
import io.millrace.embedded.process.SupervisorListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The whole platform, running: started as child processes and kept running until it is closed. It also closes when the
 * JVM shuts down. Thread-safe.
 */
public final class Platform implements AutoCloseable {
    private static final Duration EXTERNAL_WITHIN = Duration.ofSeconds(15);
    private static final Duration EXTERNAL_POLL = Duration.ofMillis(200);

    private final PlatformOptions options;
    private final Addresses addresses;
    private final Supervisor supervisor;
    private final Thread shutdownHook;

    private Platform(PlatformOptions options, Addresses addresses, Supervisor supervisor) {
        this.options = options;
        this.addresses = addresses;
        this.supervisor = supervisor;
        this.shutdownHook = new Thread(supervisor::close, "stop-platform");
    }

    /**
     * Starts it, and returns when all of it is ready.
     *
     * @throws EmbeddedException if it can't be started; nothing is left running then
     */
    public static Platform start(PlatformOptions options, SupervisorListener listener, Clock clock)
            throws InterruptedException {
        DataFolder folder = new DataFolder(options.dataFolder());
        Addresses addresses = Addresses.of(options);
        Set<Component> started = options.started();
        options.security().requireMeaning(started);
        Supervisor supervisor = Supervisor.open(
                folder,
                options.installation().classArchives(),
                tiers(options, folder, addresses, clock),
                Backoff.DEFAULT,
                options.readyWithin(),
                listener,
                clock);
        Platform platform = new Platform(options, addresses, supervisor);
        boolean ready = false;
        try {
            Runtime.getRuntime().addShutdownHook(platform.shutdownHook);
            // Only now: what an earlier run left behind held its ports until the supervisor was opened.
            options.ports().requireFree(started);
            platform.requireExternal();
            supervisor.start();
            ready = true;
            return platform;
        } finally {
            if (!ready) {
                platform.close();
            }
        }
    }

    private static List<List<Child>> tiers(
            PlatformOptions options, DataFolder folder, Addresses addresses, Clock clock) {
        List<Child> servers = new ArrayList<>();
        List<Child> services = new ArrayList<>();
        for (Component component : options.started()) {
            Installation installation = options.installation();
            Ports ports = options.ports();
            PlatformSecurity security = options.security();
            switch (component) {
                case KAFKA -> servers.add(new KafkaServer(installation, folder, ports, security, clock));
                case CASSANDRA -> servers.add(new CassandraServer(installation, folder, ports, security));
                case REGISTRY -> servers.add(new RegistryServer(installation, folder, ports));
                case INGEST, STREAM, WRITER, QUERY ->
                    services.add(new Service(
                            component, installation, folder, ports, addresses, options.environmentOfServices()));
            }
        }
        return List.of(servers, services);
    }

    private void requireExternal() throws InterruptedException {
        ExternalAddresses external = options.externalAddresses();
        ClientSecurity security = options.security().clients();
        if (external.kafka().isPresent()) {
            requireAnswer(
                    ExternalAddresses.KAFKA,
                    addresses.kafka(),
                    security.kafka().isPresent()
                            ? Probe.kafka(addresses.kafka(), security.kafkaProperties())
                            : Probe.plainKafka(addresses.kafka()),
                    cure(ClientSecurity.KAFKA, security.kafka()));
        }
        if (external.cassandra().isPresent()) {
            requireAnswer(
                    ExternalAddresses.CASSANDRA,
                    addresses.cassandra().toString(),
                    Probe.cassandra(addresses.cassandra(), security.cassandraLogin()),
                    cure(ClientSecurity.CASSANDRA, security.cassandra()));
        }
        if (external.registry().isPresent()) {
            requireAnswer(
                    ExternalAddresses.REGISTRY,
                    addresses.registry().toString(),
                    Probe.http(RegistryServer.subjects(addresses.registry())),
                    "");
        }
    }

    private static String cure(String variable, Optional<Path> file) {
        return file.map(named -> " " + variable + " names " + named + ": see that it is right.")
                .orElse(" If it asks for TLS or a password, name a file for that in " + variable
                        + "; docs/keys.md says what it holds.");
    }

    private static void requireAnswer(String variable, String address, Probe probe, String cure)
            throws InterruptedException {
        long deadline = System.nanoTime() + EXTERNAL_WITHIN.toNanos();
        try {
            while (!probe.asked()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new EmbeddedException(variable + " is " + address + ", but nothing that works answers there. "
                            + "Start it, correct the address, or unset " + variable + " to have one started here."
                            + cure);
                }
                Thread.sleep(EXTERNAL_POLL.toMillis());
            }
        } catch (RefusedException refused) {
            throw new EmbeddedException(
                    variable + " is " + address + ", which does not let us in: " + refused.getMessage() + "." + cure,
                    refused);
        }
    }

    public Addresses addresses() {
        return addresses;
    }

    /** Where a component of ours serves HTTP, such as its health and metrics. */
    public URI http(Component component) {
        return Addresses.http(options.ports(), component);
    }

    /** Waits until all that was started is ready at once, for instance after a {@link #kill}. */
    public void awaitReady() throws InterruptedException {
        supervisor.awaitReady();
    }

    public void awaitReady(Component component) throws InterruptedException {
        supervisor.awaitReady(component.title());
    }

    /** SIGKILL. Returns when the death has been noticed; it is started again after half a second or more. */
    public void kill(Component component) throws InterruptedException {
        supervisor.kill(component.title());
    }

    /** Stops it and leaves it stopped. Returns when its process has ended. */
    public void stop(Component component) throws InterruptedException {
        supervisor.stop(component.title());
    }

    /** Starts it again after a {@link #stop}, and waits until it is ready. */
    public void start(Component component) throws InterruptedException {
        supervisor.start(component.title());
    }

    public Lifecycle state(Component component) {
        return supervisor.state(component.title());
    }

    /** The process id of the one that runs now. */
    public OptionalLong pid(Component component) {
        return supervisor.pid(component.title());
    }

    /** Stops the services, then the servers. Returns when no process is left. */
    @Override
    public void close() {
        supervisor.close();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs too, and finds all stopped.
            return;
        }
    }
}
