package io.millrace.embedded;

import io.millrace.embedded.process.Child;
import io.millrace.embedded.process.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The master of a standalone Spark cluster. Whoever submits to it must know its secret. */
final class SparkMaster implements Child {
    static final String NAME = "spark-master";

    private final List<Path> classPath;
    private final SparkPorts ports;
    private final Map<String, String> environment;
    private final Probe probe;

    /**
     * @param environment in which all processes of the cluster run
     */
    SparkMaster(Installation installation, SparkPorts ports, Map<String, String> environment) {
        this.classPath = installation.sparkJars();
        this.ports = ports;
        this.environment = environment;
        this.probe = Probe.http(state(ports));
    }

    /** Where it says in JSON what it knows. */
    static URI state(SparkPorts ports) {
        return URI.create("http://" + HostAndPort.loopback(ports.masterPage()) + "/json/");
    }

    static String url(SparkPorts ports) {
        return "spark://" + HostAndPort.loopback(ports.master());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JavaCommand command() {
        return new JavaCommand(
                List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-Dspark.authenticate=true"),
                classPath,
                "org.apache.spark.deploy.master.Master",
                List.of(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(ports.master()),
                        "--webui-port",
                        Integer.toString(ports.masterPage())),
                environment);
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return probe.answers();
    }
}
