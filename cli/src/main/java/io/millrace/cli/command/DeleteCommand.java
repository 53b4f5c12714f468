package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace delete}. */
@Command(
        name = "delete",
        description = "Stop a pipeline: it takes no more events, and what it counted is kept. Or delete that too.",
        footer = {"", "Examples:", "  millrace delete acme gpon", "  millrace delete acme gpon --purge --yes"})
public final class DeleteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose pipeline it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Option(
            names = "--purge",
            description =
                    "Delete all that is stored of it too: rows, events, tables. Also of one that was stopped before.")
    private boolean purge;

    @Option(names = "--yes", description = "What is purged can't be had back, and that is known.")
    private boolean yes;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (purge && !yes) {
            throw new ParameterException(
                    spec.commandLine(), "All that is stored of the pipeline would be deleted for good. If so: --yes");
        }
        connection.api().deletePipeline(tenant, pipeline, purge);
        spec.commandLine()
                .getOut()
                .println(tenant + "/" + pipeline + (purge ? " is being purged." : " takes no more events."));
        return ExitCode.DONE.code();
    }
}
