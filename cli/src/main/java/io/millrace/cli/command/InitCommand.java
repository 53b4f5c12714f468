package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.inference.Inference;
import io.millrace.cli.trial.DataFile;
import io.millrace.model.definition.Names;
import io.millrace.model.format.MalformedBodyException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace init}. */
@Command(
        name = "init",
        description = "Write a first definition for your data, with comments: types, event time, identity, rollups.",
        footer = {
            "",
            "Examples:",
            "  millrace init data.csv --output pipeline.yaml",
            "  millrace init data.ndjson --zone Europe/Madrid"
        })
public final class InitCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "CSV, NDJSON or JSON, also .gz; - is the standard input.")
    private String file = "";

    @Option(names = "--output", paramLabel = "FILE", description = "Where to write it. Default: to the terminal.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Write over a file that is there.")
    private boolean force;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the pipeline. Default: that of the file.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Records to look at, from the first. Default: ${DEFAULT-VALUE}.")
    private int sample;

    @Option(
            names = "--tolerate",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description =
                    "A type need not fit so many values of a column; records with one are rejected, and the definition"
                            + " says so. Default: ${DEFAULT-VALUE}.")
    private int tolerate;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clocks wrote times that do not say their zone. Default: UTC, noted as a guess.")
    private Optional<ZoneId> zone = Optional.empty();

    @Mixin
    private DataOptions data = new DataOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        DataFile source = data.file(file);
        Inference inference = new Inference(
                new Inference.Options(name, data.csv().delimiter(), data.csv().undelimited(), zone, sample, tolerate),
                Clock.systemUTC());
        Inference.Result result;
        try (DataFile.Body body = source.open(System.in)) {
            result = inference.infer(source, body, output.map(Path::toString).orElse("pipeline.yaml"));
        } catch (MalformedBodyException malformed) {
            err.printf("%s can't be read, at line %d: %s%n", source.title(), malformed.line(), malformed.message());
            return ExitCode.REFUSED.code();
        }
        if (output.isPresent()) {
            Files.writeString(output.get(), result.definition());
            out.printf(
                    Locale.ROOT,
                    "Wrote %s, from %,d record(s). Look it through, then:%n  %s%n",
                    output.get(),
                    result.records(),
                    result.tryCommand());
        } else {
            out.print(result.definition());
        }
        out.flush();
        return ExitCode.DONE.code();
    }

    private void check() {
        if (sample < 1) {
            throw new IllegalArgumentException("--sample is at least 1, not " + sample);
        }
        if (tolerate < 0 || tolerate > 50) {
            throw new IllegalArgumentException("--tolerate is 0 to 50 percent, not " + tolerate);
        }
        name.filter(given -> !Names.isPipeline(given)).ifPresent(given -> {
            throw new IllegalArgumentException(given + " can't be the name of a pipeline: " + Names.PIPELINE_RULE);
        });
        output.filter(path -> !force && Files.exists(path)).ifPresent(path -> {
            throw new IllegalArgumentException(path + " is there already; --force writes over it");
        });
    }
}
