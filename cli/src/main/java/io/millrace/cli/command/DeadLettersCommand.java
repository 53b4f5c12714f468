package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.output.DeadLetterText;
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

/** {@code millrace dead-letters}. */
@Command(
        name = "dead-letters",
        description = {
            "List the records that could not be used, the newest first, count them, or show one whole.",
            "'millrace dead-letters replay' repairs them and sends them as events."
        },
        subcommands = ReplayDeadLettersCommand.class,
        footer = {
            "",
            "Examples:",
            "  millrace dead-letters acme gpon --code not-a-number",
            "  millrace dead-letters acme --counts",
            "  millrace dead-letters acme --id 6ba7b810-9dad-11d1-80b4-00c04fd430c8"
        })
public final class DeadLettersCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "TENANT", description = "Whose dead letters they are.")
    private String tenant = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "Only of this pipeline.")
    private String pipeline = "";

    @Option(names = "--code", paramLabel = "CODE", defaultValue = "", description = "Only with this reason.")
    private String code = "";

    @Option(names = "--from", paramLabel = "TIME", defaultValue = "", description = "RFC 3339. Default: 31 days ago.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "", description = "RFC 3339, exclusive. Default: now.")
    private String to = "";

    @Option(names = "--counts", description = "Only how many there are by pipeline, stage and code.")
    private boolean counts;

    @Option(names = "--id", paramLabel = "ID", defaultValue = "", description = "This one, with its bytes.")
    private String id = "";

    @Mixin
    private Listing listing = new Listing();

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (tenant.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Whose dead letters? Give the TENANT.");
        }
        MillraceApi api = connection.api();
        PrintWriter out = spec.commandLine().getOut();
        if (!id.isEmpty()) {
            JsonNode letter = api.getDeadLetters(tenant, "/" + id, List.of()).body();
            listing.printOne(letter, out, DeadLetterText::whole);
        } else if (counts) {
            JsonNode answer = api.getDeadLetters(tenant, "/counts", Listing.given(choice()))
                    .body();
            listing.print(list(answer, "counts"), out, DeadLetterText::counts);
        } else {
            listing.print(
                    parameters -> api.getDeadLetters(tenant, "", parameters).body(),
                    "deadLetters",
                    choice(),
                    out,
                    DeadLetterText::list);
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    private static List<JsonNode> list(JsonNode answer, String name) {
        List<JsonNode> nodes = new ArrayList<>();
        answer.path(name).forEach(nodes::add);
        return nodes;
    }

    private Stream<Parameter> choice() {
        return Stream.of(
                new Parameter("pipeline", pipeline),
                new Parameter("code", code),
                new Parameter("from", from),
                new Parameter("to", to));
    }
}
