package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.output.RunText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace runs}. */
@Command(
        name = "runs",
        description =
                "List what was recomputed, reconciled, compacted or rolled back, the newest first, or show one run whole.",
        footer = {
            "",
            "Examples:",
            "  millrace runs acme gpon --kind reconcile --state wrong",
            "  millrace runs acme --id 5c7a1400-c3f2-11f0-8de9-0242ac120002"
        })
public final class RunsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose runs they are.")
    private String tenant = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PIPELINE", description = "Only of this pipeline.")
    private String pipeline = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "",
            description = "Only recompute, shadow, dry-run, reconcile, compact or rollback.")
    private String kind = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "",
            description = "Only waiting, computing, written, published, done, failed, wrong or dead.")
    private String state = "";

    @Option(names = "--id", paramLabel = "ID", defaultValue = "", description = "This one, with what it found.")
    private String id = "";

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
        if (!id.isEmpty()) {
            JsonNode run = api.getRecomputes(tenant, "/" + id, List.of()).body();
            listing.printOne(run, out, RunText::whole);
        } else {
            listing.print(
                    parameters -> api.getRecomputes(tenant, "", parameters).body(),
                    "recomputes",
                    Stream.of(
                            new Parameter("pipeline", pipeline),
                            new Parameter("kind", kind),
                            new Parameter("state", state)),
                    out,
                    RunText::list);
        }
        out.flush();
        return ExitCode.DONE.code();
    }
}
