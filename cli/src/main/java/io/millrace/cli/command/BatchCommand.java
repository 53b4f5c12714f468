package io.millrace.cli.command;

import io.millrace.embedded.Addresses;
import io.millrace.embedded.Installation;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.SparkApplication;
import io.millrace.embedded.SparkCapacity;
import io.millrace.embedded.SparkCluster;
import io.millrace.embedded.SparkSubmit;
import io.millrace.embedded.process.SupervisorListener;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code millrace recompute}, {@code reconcile}, {@code compact} and {@code rollback}: commands of batch-recompute, which is run on Spark. What they are told is
 * batch-recompute's to understand; only where it runs is said here.
 */
@Command
public final class BatchCommand implements Callable<Integer> {
    private static final String MAIN_CLASS = "io.millrace.batch.Main";
    private static final int DRIVER_MEGABYTES = 512;

    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "recompute", "Compute rows of rollups again from the archive, and publish them.",
            "reconcile", "Prove that what is served is what the archived events come to.",
            "compact", "Bring the parts together that late events left of windows.",
            "rollback", "Take back what was recomputed last."));

    @Option(
            names = "--cluster",
            description = "Run on a Spark master and worker that are started for it, not within one process.")
    private boolean cluster;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            defaultValue = "1536",
            description = "Heap of the process that runs the tasks. Default: ${DEFAULT-VALUE}.")
    private int megabytes;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "For a Millrace that was started with 'up --port-offset N' on this machine.")
    private int portOffset;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ".millrace",
            description = "Holds Spark's logs and temporary files, in spark. Default: ${DEFAULT-VALUE}.")
    private Path dataFolder = Path.of(".millrace");

    @Unmatched
    private List<String> told = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Adds them all. */
    public static void addTo(CommandLine line) {
        COMMANDS.forEach((name, description) -> {
            CommandLine command = new CommandLine(new BatchCommand());
            command.getCommandSpec().name(name).usageMessage().description(description);
            line.addSubcommand(name, command);
        });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.fromSystemProperty();
        List<String> arguments = new ArrayList<>(List.of(spec.name()));
        arguments.addAll(told);
        Path folder = dataFolder.resolve("spark");
        SparkApplication application = new SparkApplication(
                installation.recomputeJar(), MAIN_CLASS, arguments, List.of(), Map.of(), where(installation));
        SparkSubmit submit = new SparkSubmit(installation, folder, Redirect.INHERIT);
        if (!cluster) {
            return submit.local(application, megabytes);
        }
        try (SparkCluster started = SparkCluster.start(
                installation,
                folder,
                new SparkCapacity(Runtime.getRuntime().availableProcessors(), megabytes),
                SupervisorListener.SILENT,
                Clock.systemUTC())) {
            spec.commandLine().getErr().println("Spark: " + started.page());
            return submit.on(started, application, DRIVER_MEGABYTES);
        }
    }

    /** The addresses, for the variables that the environment does not have. */
    private Map<String, String> where(Installation installation) {
        Addresses addresses = PlatformOptions.fromEnvironment(installation, dataFolder, portOffset, System.getenv())
                .addresses();
        Map<String, String> where = new HashMap<>(Map.of(
                "MILLRACE_KAFKA", addresses.kafka(),
                "MILLRACE_CASSANDRA", addresses.cassandra().toString(),
                "MILLRACE_REGISTRY", addresses.registry().toString(),
                "MILLRACE_INGEST_URL", addresses.ingest().toString()));
        where.keySet().removeAll(System.getenv().keySet());
        return where;
    }
}
