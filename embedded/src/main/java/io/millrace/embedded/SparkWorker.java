package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The worker of a standalone Spark cluster: it starts and ends the executors of applications. */
final class SparkWorker implements Child {
    static final String NAME = "spark-worker";

    private static final Pattern ALIVE = Pattern.compile("\"aliveworkers\"\\s*:\\s*1\\b");

    private final Installation installation;
    private final List<Path> classPath;
    private final DataFolder folder;
    private final SparkPorts ports;
    private final SparkCapacity capacity;
    private final Map<String, String> environment;
    private final Probe probe;

    /**
     * @param environment in which all processes of the cluster run
     */
    SparkWorker(
            Installation installation,
            DataFolder folder,
            SparkPorts ports,
            SparkCapacity capacity,
            Map<String, String> environment) {
        this.installation = installation;
        this.classPath = installation.sparkJars();
        this.folder = folder;
        this.ports = ports;
        this.capacity = capacity;
        this.environment = environment;
        this.probe = Probe.http(
                SparkMaster.state(ports), state -> ALIVE.matcher(state).find());
    }

    @Override
    public String name() {
        return NAME;
    }

    /** An application's folder holds its jars and logs, which nobody needs after the cluster that it ran on. */
    @Override
    public void prepare() throws IOException {
        DataFolder.deleteRecursively(work());
    }

    @Override
    public JavaCommand command() {
        Map<String, String> all = new HashMap<>(environment);
        // Executors are started of the jars in its home, if the worker knows for which Scala they are.
        all.put("SPARK_HOME", installation.sparkHome().toString());
        all.put("SPARK_SCALA_VERSION", "2.12");
        all.put("SPARK_LOCAL_DIRS", folder.temporary(NAME).toString());
        return new JavaCommand(
                List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-Dspark.authenticate=true"),
                classPath,
                "org.apache.spark.deploy.worker.Worker",
                List.of(
                        "--host",
                        "127.0.0.1",
                        "--webui-port",
                        Integer.toString(ports.workerPage()),
                        "--cores",
                        Integer.toString(capacity.cores()),
                        "--memory",
                        capacity.megabytes() + "m",
                        "--work-dir",
                        work().toString(),
                        SparkMaster.url(ports)),
                all);
    }

    /** When the master knows it: until then an application would wait. */
    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }

    private Path work() {
        return folder.home(NAME).resolve("work");
    }
}
