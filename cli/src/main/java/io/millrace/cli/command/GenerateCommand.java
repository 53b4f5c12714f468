package io.millrace.cli.command;

import io.millrace.cli.ExitCode;
import io.millrace.cli.sample.GponSample;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace generate}. */
@Command(
        name = "generate",
        hidden = true,
        description = "Write sample data of any size in the shape of the gpon example; the same seed, the same bytes.")
public final class GenerateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "Where to write it.")
    private Path file = Path.of("sample.csv");

    @Option(names = "--rows", paramLabel = "N", defaultValue = "12000", description = "Default: ${DEFAULT-VALUE}.")
    private long rows;

    @Option(names = "--units", paramLabel = "N", defaultValue = "1500", description = "Default: ${DEFAULT-VALUE}.")
    private int units;

    @Option(
            names = "--one-bad-in",
            paramLabel = "N",
            defaultValue = "1500",
            description = "A row in about N can't be used; 0 = none. Default: ${DEFAULT-VALUE}.")
    private int oneBadIn;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws Exception {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            new GponSample(seed, rows, units, oneBadIn).writeTo(out);
        }
        return ExitCode.DONE.code();
    }
}
