package io.millrace.embedded;

import io.millrace.embedded.process.ChildProcess;
import io.millrace.embedded.process.DataFolder;
import io.millrace.embedded.process.JavaCommand;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Runs applications as {@code spark-submit} does, with the jars of the installation: each with a driver in a JVM of its own, which writes where we
 * write, and whose log is in a file. It ends when we do.
 */
public final class SparkSubmit {
    /** All cores; a task is tried four times, as on a cluster. */
    private static final String LOCAL = "local[*,4]";

    private final Installation installation;
    private final DataFolder folder;
    private final Redirect output;

    /**
     * @param dataFolder may be a running cluster's
     * @param output where standard output of applications goes
     */
    public SparkSubmit(Installation installation, Path dataFolder, Redirect output) {
        this.installation = installation;
        this.folder = new DataFolder(dataFolder);
        this.output = output;
    }

    /**
     * Runs it in one process, on all cores.
     *
     * @param megabytes heap of that process
     * @return its exit code; 128 + signal if a signal ended it
     */
    public int local(SparkApplication application, int megabytes) throws IOException, InterruptedException {
        return run(application, LOCAL, megabytes, Map.of(), Map.of("SPARK_LOCAL_IP", "127.0.0.1"));
    }

    /**
     * Runs it on a cluster.
     *
     * @param megabytes heap of the driver
     * @return its exit code; 128 + signal if a signal ended it
     */
    public int on(SparkCluster cluster, SparkApplication application, int megabytes)
            throws IOException, InterruptedException {
        return run(application, cluster.master(), megabytes, cluster.properties(), cluster.environment());
    }

    private int run(
            SparkApplication application,
            String master,
            int megabytes,
            Map<String, String> clusterProperties,
            Map<String, String> environment)
            throws IOException, InterruptedException {
        // Several may run at once.
        String name = "spark-driver-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        Path home = folder.home("spark-driver");
        Path options = home.resolve("jvm.options");
        Path logging = home.resolve("log4j2.properties");
        ServerFiles.copy("spark-jvm.options", options);
        ServerFiles.copy("spark-driver-log4j2.properties", logging);
        Path temporary = folder.temporary(name);
        Files.createDirectories(folder.log(name).getParent());

        Map<String, String> properties = new TreeMap<>(application.properties());
        properties.putAll(clusterProperties);
        properties.put("spark.driver.host", "127.0.0.1");
        properties.put("spark.driver.bindAddress", "127.0.0.1");
        properties.put("spark.local.dir", temporary.toString());

        // A cluster's secret is among them.
        Path confidential = temporary.resolve("spark.properties");
        ServerFiles.confidential(properties, confidential);

        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--master", master, "--class", application.mainClass()));
        arguments.addAll(List.of("--properties-file", confidential.toString()));
        if (!application.libraries().isEmpty()) {
            arguments.addAll(List.of(
                    "--jars",
                    application.libraries().stream().map(Path::toString).collect(Collectors.joining(","))));
        }
        arguments.add(application.jar().toString());
        arguments.addAll(application.arguments());

        Map<String, String> all = new HashMap<>(application.environment());
        all.putAll(environment);
        JavaCommand command = new JavaCommand(
                List.of(
                        "-Xms64m",
                        "-Xmx" + megabytes + "m",
                        "-Dlog4j2.configurationFile=" + logging.toUri(),
                        "-Dmillrace.log=" + folder.log("spark-driver"),
                        "@" + options),
                installation.sparkJars(),
                "org.apache.spark.deploy.SparkSubmit",
                arguments,
                all);
        return ChildProcess.runAttached(name, command, folder, output, Redirect.INHERIT);
    }
}
