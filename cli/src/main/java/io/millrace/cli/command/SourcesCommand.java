package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.output.SourceTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace sources}. */
@Command(
        name = "sources",
        description = {
            "Say where sources stand, by pipeline; of one source list the runs that ended, the newest first.",
            "Runs are kept for 30 days."
        },
        footer = {
            "",
            "Examples:",
            "  millrace sources acme",
            "  millrace sources acme companies poll --from 2026-03-10T00:00:00Z"
        })
public final class SourcesCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose sources they are.")
    private String tenant = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "Only of this pipeline.")
    private String pipeline = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "SOURCE", description = "The runs of this source.")
    private String source = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "",
            description = "Only runs that started then or later, RFC 3339.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "",
            description = "Only runs that started before, RFC 3339.")
    private String to = "";

    @Mixin
    private Listing listing = new Listing();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (source.isEmpty() && !(from.isEmpty() && to.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "--from and --to choose runs. Give the PIPELINE and the SOURCE.");
        }
        MillraceApi api = connection.api();
        PrintWriter out = spec.commandLine().getOut();
        if (source.isEmpty()) {
            listing.print(sources(api), out, SourceTable::sources);
        } else {
            listing.print(
                    parameters -> api.getSourceRuns(tenant, pipeline, source, parameters)
                            .body(),
                    "runs",
                    Stream.of(new Parameter("from", from), new Parameter("to", to)),
                    out,
                    SourceTable::runs);
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    private List<JsonNode> sources(MillraceApi api) throws Exception {
        List<JsonNode> sources = new ArrayList<>();
        for (JsonNode each : api.getSources(tenant).body().path("sources")) {
            if (pipeline.isEmpty() || each.path("pipeline").asText().equals(pipeline)) {
                sources.add(each);
            }
        }
        return sources;
    }
}
