package io.millrace.embedded;

import io.millrace.embedded.process.Backoff;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.EmbeddedException;
import io.millrace.embedded.process.Supervisor;
import io.millrace.embedded.process.SupervisorListener;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A standalone Spark cluster of one worker on loopback: child processes that run until it is closed. No part of {@link Platform}, which goes
 * without Spark until someone asks for a recompute. It also closes when the JVM shuts down. Thread-safe.
 */
public final class SparkCluster implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final int SECRET_BYTES = 24;

    /** The variable in which Spark's processes look for it. */
    private static final String SECRET = "_SPARK_AUTH_SECRET";

    private final SparkPorts ports;
    private final SparkCapacity capacity;
    private final DataFolder folder;
    private final Map<String, String> environment;
    private final Supervisor supervisor;
    private final Thread shutdownHook;

    private SparkCluster(
            SparkPorts ports,
            SparkCapacity capacity,
            DataFolder folder,
            Map<String, String> environment,
            Supervisor supervisor) {
        this.ports = ports;
        this.capacity = capacity;
        this.folder = folder;
        this.environment = environment;
        this.supervisor = supervisor;
        this.shutdownHook = new Thread(supervisor::close, "stop-spark");
    }

    /**
     * Starts it, and returns when an application can run.
     *
     * @param dataFolder of this cluster alone; what it holds is of use only while the cluster runs
     * @throws EmbeddedException if it can't be started; nothing is left running then
     */
    public static SparkCluster start(
            Installation installation,
            Path dataFolder,
            SparkCapacity capacity,
            SupervisorListener listener,
            Clock clock)
            throws InterruptedException {
        DataFolder folder = new DataFolder(dataFolder);
        SparkPorts ports = SparkPorts.free();
        Map<String, String> environment = environment(secret());
        Supervisor supervisor = Supervisor.open(
                folder,
                installation.classArchives(),
                List.of(
                        List.of(new SparkMaster(installation, ports, environment)),
                        List.of(new SparkWorker(installation, folder, ports, capacity, environment))),
                Backoff.DEFAULT,
                READY_WITHIN,
                listener,
                clock);
        SparkCluster cluster = new SparkCluster(ports, capacity, folder, environment, supervisor);
        boolean ready = false;
        try {
            Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
            supervisor.start();
            ready = true;
            return cluster;
        } finally {
            if (!ready) {
                cluster.close();
            }
        }
    }

    /** Whoever can submit can run code: on loopback too, only we can. By environment, which others don't see. */
    private static Map<String, String> environment(String secret) {
        return Map.of("SPARK_LOCAL_IP", "127.0.0.1", SECRET, secret);
    }

    private static String secret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** A page about its applications, for people. */
    public URI page() {
        return URI.create("http://" + HostAndPort.loopback(ports.masterPage()));
    }

    /** The process ids of the master and of the worker that run now. */
    public List<Long> pids() {
        return List.of(SparkMaster.NAME, SparkWorker.NAME).stream()
                .flatMapToLong(name -> supervisor.pid(name).stream())
                .boxed()
                .toList();
    }

    /** SIGKILL of the worker; its executors end too. It is started again after half a second or more. */
    public void killWorker() throws InterruptedException {
        supervisor.kill(SparkWorker.NAME);
    }

    /** As {@code --master} takes it. */
    String master() {
        return SparkMaster.url(ports);
    }

    /** What an application has to be told so that it runs here, in one executor. */
    Map<String, String> properties() {
        return Map.of(
                "spark.authenticate",
                "true",
                "spark.authenticate.secret",
                environment.getOrDefault(SECRET, ""),
                "spark.executor.memory",
                capacity.megabytes() + "m",
                "spark.cores.max",
                Integer.toString(capacity.cores()),
                "spark.executor.extraJavaOptions",
                "-XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=" + folder.temporary(SparkWorker.NAME));
    }

    /** In which an application's driver has to run. */
    Map<String, String> environment() {
        return environment;
    }

    /** Returns when no process is left. */
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
