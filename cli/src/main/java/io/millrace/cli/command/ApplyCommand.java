package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.output.DefinitionProblemText;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.PipelineDefinition;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace apply}. */
@Command(
        name = "apply",
        description = "Put a pipeline's definition. It takes effect at once; nothing restarts.",
        footer = {"", "Example:", "  millrace apply acme examples/gpon/pipeline.yaml"})
public final class ApplyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose pipeline it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The definition, YAML or JSON.")
    private Path file = Path.of("pipeline.yaml");

    @Option(names = "--dry-run", description = "Only say whether it would be accepted.")
    private boolean dryRun;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        String source = Files.readString(file);
        PipelineDefinition definition;
        try {
            definition = DefinitionReader.read(source);
        } catch (InvalidDefinitionException invalid) {
            PrintWriter err = spec.commandLine().getErr();
            err.print(DefinitionProblemText.of(file.toString(), invalid.problems()));
            err.flush();
            return ExitCode.REFUSED.code();
        }
        MillraceApi.Answer answer = connection.api().putPipeline(tenant, definition.pipeline(), source, dryRun);
        if (dryRun) {
            out.printf("%s/%s would be accepted.%n", tenant, definition.pipeline());
            return ExitCode.DONE.code();
        }
        out.printf(
                "%s/%s %s, version %d.%n",
                tenant,
                definition.pipeline(),
                answer.status() == 201 ? "created" : "is in force",
                answer.body().path("version").asInt());
        return ExitCode.DONE.code();
    }
}
