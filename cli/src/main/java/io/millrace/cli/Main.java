package io.millrace.cli;

import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import io.millrace.cli.command.AlertsCommand;
import io.millrace.cli.command.ApplyCommand;
import io.millrace.cli.command.BatchCommand;
import io.millrace.cli.command.DeadLettersCommand;
import io.millrace.cli.command.DeleteCommand;
import io.millrace.cli.command.DemoCommand;
import io.millrace.cli.command.GenerateCommand;
import io.millrace.cli.command.IngestCommand;
import io.millrace.cli.command.InitCommand;
import io.millrace.cli.command.KeysCommand;
import io.millrace.cli.command.LookupCommand;
import io.millrace.cli.command.QueryCommand;
import io.millrace.cli.command.ReplayCommand;
import io.millrace.cli.command.RunsCommand;
import io.millrace.cli.command.SourcesCommand;
import io.millrace.cli.command.TableCommand;
import io.millrace.cli.command.TenantsCommand;
import io.millrace.cli.command.TryCommand;
import io.millrace.cli.command.UpCommand;
import io.millrace.cli.output.ProblemText;
import io.millrace.embedded.process.EmbeddedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code millrace} command. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0-SNAPSHOT",
        description = "Exact, queryable rollups from raw events: one definition, two engines, the same numbers.",
        subcommands = {
            InitCommand.class,
            TryCommand.class,
            UpCommand.class,
            DemoCommand.class,
            ApplyCommand.class,
            DeleteCommand.class,
            LookupCommand.class,
            IngestCommand.class,
            ReplayCommand.class,
            QueryCommand.class,
            TableCommand.class,
            AlertsCommand.class,
            SourcesCommand.class,
            DeadLettersCommand.class,
            RunsCommand.class,
            TenantsCommand.class,
            KeysCommand.class,
            GenerateCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:refused, or not as expected; the same again won't help",
            " 2:the command line was wrong",
            " 3:nothing answered, or not now; the same may succeed later",
            " 4:done, but some records were rejected (and are dead letters, if they were sent)"
        },
        footer = {"", "Start here:  millrace demo", "Your data:   millrace init data.csv"})
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
        CommandLine line = new CommandLine(new Main());
        BatchCommand.addTo(line);
        return line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        PrintWriter err = command.getErr();
        if (failure instanceof ProblemException refused) {
            err.println(ProblemText.of(refused.problem()));
            return (refused.problem().retryable() ? ExitCode.UNAVAILABLE : ExitCode.REFUSED).code();
        } else if (failure instanceof UnavailableException || failure instanceof EmbeddedException) {
            err.println(failure.getMessage());
            return ExitCode.UNAVAILABLE.code();
        } else if (failure instanceof NoSuchFileException missing) {
            err.println("There is no file " + missing.getFile());
            return ExitCode.USAGE.code();
        } else if (failure instanceof IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            return ExitCode.USAGE.code();
        }
        throw failure;
    }
}
