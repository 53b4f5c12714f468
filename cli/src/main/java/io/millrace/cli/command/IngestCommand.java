package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.ExitCode;
import io.millrace.cli.api.FileIngest;
import io.millrace.cli.output.ProgressBar;
import io.millrace.cli.output.Terminal;
import io.millrace.model.event.EventFile;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace ingest}. */
@Command(
        name = "ingest",
        description = "Send files of events: CSV, NDJSON, JSON or Avro, also .gz or .zst.",
        footer = {
            "",
            "Each file is one request, sent again under the same key while the service is busy or the tenant over",
            "its quota, after the pause that it asks for (up to a minute), so that nothing is counted twice.",
            "Rejected records are dead letters; the command then ends with code 4.",
            "",
            "Example:",
            "  millrace ingest acme gpon examples/gpon/sample.csv"
        })
public final class IngestCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose pipeline it is.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "PIPELINE", description = "The pipeline.")
    private String pipeline = "";

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "FILE", description = "What to send.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "csv, ndjson, json or avro; else by name.")
    private String format = "";

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            defaultValue = "",
            description = "Makes running the same command again harmless. Default: a new one each run.")
    private String idempotencyKey = "";

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        FileIngest ingest = new FileIngest(
                connection.api(), new ToldPause(spec.commandLine().getErr()));
        String key = idempotencyKey.isEmpty() ? UUID.randomUUID().toString() : idempotencyKey;
        long rejected = 0;
        for (Path file : files) {
            FileIngest.Outcome outcome = send(ingest, file, key, System.err);
            rejected += outcome.rejectedCount();
            printRejected(outcome, out);
        }
        out.flush();
        return (rejected == 0 ? ExitCode.DONE : ExitCode.REJECTED_RECORDS).code();
    }

    private FileIngest.Outcome send(FileIngest ingest, Path file, String key, PrintStream progress) throws Exception {
        ProgressBar bar = new ProgressBar(
                progress, Terminal.isInteractive(), String.valueOf(file.getFileName()), Files.size(file));
        // Two files of one run are two bodies: each has a key of its own.
        FileIngest.Outcome outcome = ingest.send(
                tenant,
                pipeline,
                file,
                contentType(file),
                csv.parameters(),
                files.size() == 1 ? key : key + "/" + file.getFileName(),
                bar::update);
        long perSecond = (outcome.accepted() + outcome.rejectedCount())
                * 1000
                / Math.max(1, bar.elapsed().toMillis());
        bar.finish(
                Files.size(file),
                String.format(
                        Locale.ROOT,
                        "%,d accepted, %,d rejected, %,d records/s",
                        outcome.accepted(),
                        outcome.rejectedCount(),
                        perSecond));
        return outcome;
    }

    private String contentType(Path file) {
        return switch (format) {
            case "" ->
                EventFile.named(file.toString())
                        .map(EventFile::contentType)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "can't tell the format of " + file + ": give --format csv, ndjson, json or avro"));
            case "csv" -> "text/csv";
            case "ndjson" -> "application/x-ndjson";
            case "json" -> "application/json";
            case "avro" -> "application/avro";
            default ->
                throw new IllegalArgumentException(
                        "no such format: " + format + "; there are csv, ndjson, json and avro");
        };
    }

    private static void printRejected(FileIngest.Outcome outcome, PrintWriter out) {
        int shown = 0;
        for (JsonNode record : outcome.rejected()) {
            if (shown++ == 10) {
                break;
            }
            out.printf(
                    "  %s: %s%s%n",
                    record.has("line")
                            ? "line " + record.path("line").asText()
                            : "record " + record.path("index").asText(),
                    record.path("code").asText(),
                    record.path("message").asText().isEmpty()
                            ? ""
                            : " (" + record.path("message").asText() + ")");
        }
        if (outcome.rejectedCount() > shown) {
            out.printf("  … and %,d more, all of them dead letters%n", outcome.rejectedCount() - Math.min(shown, 10));
        }
    }
}
