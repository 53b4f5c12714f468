package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.Pages;
import io.millrace.cli.output.AlertTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Alerts to print at the most, over all pages. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Alerts as JSON, one a line.")
    private boolean json;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        MillraceApi api = connection.api();
        PrintWriter out = spec.commandLine().getOut();
        Pages pages = Pages.read(parameters -> api.getAlerts(tenant, parameters).body(), "alerts", parameters(), limit);
        List<JsonNode> alerts = pages.items();
        if (json) {
            alerts.forEach(out::println);
        } else {
            out.print(AlertTable.text(alerts));
            if (pages.more()) {
                out.println("  more with a greater --limit");
            }
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        List.of(new Parameter("state", state), new Parameter("pipeline", pipeline), new Parameter("alert", alert))
                .stream()
                .filter(parameter -> !parameter.value().isEmpty())
                .forEach(parameters::add);
        return parameters;
    }
}
