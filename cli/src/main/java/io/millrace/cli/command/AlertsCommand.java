package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.output.AlertTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace alerts}. */
@Command(
        name = "alerts",
        description = "Say where alerts stand, by pipeline, alert and group.",
        footer = {"", "Example:", "  millrace alerts acme --state firing"})
public final class AlertsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose alerts they are.")
    private String tenant = "";

    @Option(names = "--state", paramLabel = "STATE", defaultValue = "", description = "Only firing, or resolved.")
    private String state = "";

    @Option(names = "--pipeline", paramLabel = "PIPELINE", defaultValue = "", description = "Only of this pipeline.")
    private String pipeline = "";

    @Option(names = "--alert", paramLabel = "ALERT", defaultValue = "", description = "Only this alert.")
    private String alert = "";

    @Mixin
    private Listing listing = new Listing();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        MillraceApi api = connection.api();
        PrintWriter out = spec.commandLine().getOut();
        listing.print(
                parameters -> api.getAlerts(tenant, parameters).body(),
                "alerts",
                Stream.of(
                        new Parameter("state", state),
                        new Parameter("pipeline", pipeline),
                        new Parameter("alert", alert)),
                out,
                AlertTable::text);
        out.flush();
        return ExitCode.DONE.code();
    }
}
