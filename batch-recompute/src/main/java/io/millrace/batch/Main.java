package io.millrace.batch;

import io.millrace.batch.command.CompactCommand;
import io.millrace.batch.command.RecomputeCommand;
import io.millrace.batch.command.ReconcileCommand;
import io.millrace.batch.command.RollbackCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program, started by spark-submit or by itself. */
@Command(
        name = "batch-recompute",
        description = {
            "Computes rows of rollups again from the archive, and proves those that are served.",
            "Runs on the cluster that spark-submit names, else in this process."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RecomputeCommand.class,
            ReconcileCommand.class,
            CompactCommand.class,
            RollbackCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; what was compared is equal",
            "1:what is served is wrong, or the run failed: readers see nothing of it",
            "2:the command line is wrong"
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        // CHECKSTYLE OFF: the one place where a command becomes a process
        System.exit(code);
        // CHECKSTYLE ON
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
