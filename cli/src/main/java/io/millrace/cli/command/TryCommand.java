package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.ExitCode;
import io.millrace.cli.output.DefinitionProblemText;
import io.millrace.cli.output.RollupTable;
import io.millrace.cli.output.TrialText;
import io.millrace.cli.trial.DataFile;
import io.millrace.cli.trial.ExpectedRows;
import io.millrace.cli.trial.FileReport;
import io.millrace.cli.trial.LookupFiles;
import io.millrace.cli.trial.Trial;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.InvalidDefinitionException;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.FinishedRow;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RowText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace try}. */
@Command(
        name = "try",
        description = "Run a definition over files, here and without a server: the numbers that Millrace would serve.",
        footer = {
            "",
            "Ends with 1 if rows are not as expected or a file can't be read to its end, with 2 if the definition is",
            "wrong, with 4 if records were rejected or an expression failed (unless --expect says what is right).",
            "",
            "Examples:",
            "  millrace try pipeline.yaml data.csv",
            "  millrace try pipeline.yaml data.csv --rollup page_1m --format csv > expected.csv",
            "  millrace try pipeline.yaml data.csv --rollup page_1m --expect expected.csv"
        })
public final class TryCommand implements Callable<Integer> {
    private static final int DEFAULT_TABLE_ROWS = 20;

    /** How rows are printed. */
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    @Parameters(index = "0", paramLabel = "DEFINITION", description = "The definition, YAML or JSON.")
    private Path definitionFile = Path.of("pipeline.yaml");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Records: CSV, NDJSON, JSON or Avro, also .gz; - is the standard input.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--rollup", paramLabel = "NAME", description = "Only this rollup. Default: each.")
    private Optional<String> rollup = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv or json (a row a line), of one rollup.")
    private Format format = Format.TABLE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Rows of a rollup to print at the most. Default: 20 in a table, else all.")
    private long limit;

    @Option(
            names = "--lookup",
            paramLabel = "NAME=FILE",
            description = "A lookup that the definition enriches events from: CSV with a header, .json or .ndjson.")
    private Map<String, Path> lookups = new LinkedHashMap<>();

    @Option(
            names = "--lookup-key",
            paramLabel = "NAME=COLUMN",
            description = "The column that a lookup's rows are found by. Default: the first.")
    private Map<String, String> lookupKeys = new LinkedHashMap<>();

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "Compare a rollup with a CSV as --format csv prints it, rows in any order.")
    private Optional<Path> expected = Optional.empty();

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            defaultValue = "try",
            description =
                    "Whose pipeline it would be: of events of the same time, first and last choose by a hash of it.")
    private String tenant = "";

    @Option(
            names = "--accepted-at",
            paramLabel = "TIME",
            description = "When the records are accepted, RFC 3339: the event time of a pipeline without event.time."
                    + " Default: now.")
    private Optional<Instant> acceptedAt = Optional.empty();

    @Mixin
    private DataOptions data = new DataOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PipelineDefinition definition;
        try {
            definition = DefinitionReader.read(Files.readString(definitionFile));
        } catch (InvalidDefinitionException invalid) {
            err.print(DefinitionProblemText.of(definitionFile.toString(), invalid.problems()));
            err.flush();
            return ExitCode.USAGE.code();
        }
        LookupFiles lookupFiles = new LookupFiles(lookups, lookupKeys);
        Lookups found = lookupFiles.read(definition);
        if (!lookupFiles.problems().isEmpty()) {
            err.print(DefinitionProblemText.of(definitionFile.toString(), lookupFiles.problems()));
            err.flush();
            return ExitCode.USAGE.code();
        }
        Clock clock = acceptedAt.map(at -> Clock.fixed(at, ZoneOffset.UTC)).orElse(Clock.systemUTC());
        Trial trial = new Trial(tenant, definition, found, clock);
        List<RollupPlan> chosen = chosen(trial.rollups());
        PrintWriter notes = format == Format.TABLE ? out : err;
        List<FileReport> reports = read(trial, notes);
        int code = code(reports);
        if (expected.isPresent()) {
            code = compare(trial, chosen.get(0), expected.get(), out) ? unreadable(reports) : ExitCode.REFUSED.code();
        } else if (format != Format.TABLE || reports.stream().anyMatch(report -> report.counted() > 0)) {
            for (RollupPlan plan : chosen) {
                print(trial, plan, out);
            }
        }
        out.flush();
        return code;
    }

    private List<RollupPlan> chosen(List<RollupPlan> rollups) {
        if (rollup.isPresent()) {
            List<RollupPlan> named = rollups.stream()
                    .filter(plan -> plan.name().equals(rollup.get()))
                    .toList();
            if (named.isEmpty()) {
                throw new IllegalArgumentException("no rollup is called " + rollup.get() + ": " + names(rollups));
            }
            return named;
        }
        if (rollups.size() != 1 && (format != Format.TABLE || expected.isPresent())) {
            throw new IllegalArgumentException("say which rollup: --rollup NAME; " + names(rollups));
        }
        return rollups;
    }

    private static String names(List<RollupPlan> rollups) {
        return rollups.isEmpty()
                ? "the definition has none"
                : "there are "
                        + String.join(
                                ", ", rollups.stream().map(RollupPlan::name).toList());
    }

    private List<FileReport> read(Trial trial, PrintWriter notes) throws IOException {
        List<FileReport> reports = new ArrayList<>();
        for (String name : files) {
            DataFile file = data.file(name);
            try (DataFile.Body body = file.open(System.in)) {
                FileReport report = trial.read(file, body);
                reports.add(report);
                notes.print(TrialText.report(report));
            }
        }
        notes.print(TrialText.missingKeys(trial.missingKeys()));
        notes.flush();
        return reports;
    }

    private static int code(List<FileReport> reports) {
        if (unreadable(reports) != ExitCode.DONE.code()) {
            return unreadable(reports);
        }
        return reports.stream().anyMatch(report -> report.rejectedCount() + report.failedCount() > 0)
                ? ExitCode.REJECTED_RECORDS.code()
                : ExitCode.DONE.code();
    }

    private static int unreadable(List<FileReport> reports) {
        return reports.stream().anyMatch(report -> report.malformed().isPresent())
                ? ExitCode.REFUSED.code()
                : ExitCode.DONE.code();
    }

    private void print(Trial trial, RollupPlan plan, PrintWriter out) throws IOException {
        RowText text = new RowText(plan, all(plan));
        if (format == Format.TABLE) {
            printTable(trial, plan, text, out);
            return;
        }
        StringBuilder line = new StringBuilder();
        if (format == Format.CSV) {
            text.appendCsvHeader(line);
            out.print(line);
        }
        Stream<FinishedRow> rows = trial.rows(plan);
        (limit < 0 ? rows : rows.limit(limit)).forEach(row -> {
            line.setLength(0);
            if (format == Format.CSV) {
                text.appendCsv(row, line);
            } else {
                text.appendJson(row, false, line);
                line.append('\n');
            }
            out.print(line);
        });
    }

    private void printTable(Trial trial, RollupPlan plan, RowText text, PrintWriter out) throws IOException {
        long most = limit < 0 ? DEFAULT_TABLE_ROWS : limit;
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> shown = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (FinishedRow row : trial.rows(plan).limit(most).toList()) {
            line.setLength(0);
            text.appendJson(row, false, line);
            shown.add(json.readTree(line.toString()));
        }
        long count = shown.size() < most ? shown.size() : trial.rows(plan).count();
        out.printf("%n%s%n%n", plan.name());
        out.print(RollupTable.text(shown));
        out.printf(
                Locale.ROOT,
                "  %,d row(s)%s%n",
                count,
                count > shown.size()
                        ? String.format(Locale.ROOT, ", the first %,d shown; --limit N shows more", shown.size())
                        : "");
        if (plan.definition().maxGroups().isPresent()) {
            out.println("  of more groups than maxGroups those kept depend on the installation's partitions too");
        }
    }

    private static List<Integer> all(RollupPlan plan) {
        return IntStream.range(0, plan.measures().size()).boxed().toList();
    }

    private static boolean compare(Trial trial, RollupPlan plan, Path file, PrintWriter out) throws IOException {
        RowText text = new RowText(plan, all(plan));
        ExpectedRows rows = ExpectedRows.read(file, plan, text);
        List<ExpectedRows.Difference> differences = new ArrayList<>();
        trial.rows(plan).forEach(row -> rows.compare(text.cells(row)).ifPresent(differences::add));
        rows.missing().forEach(differences::add);
        if (differences.isEmpty()) {
            out.printf(Locale.ROOT, "%s is as expected: %,d row(s).%n", plan.name(), rows.count());
            return true;
        }
        out.printf(Locale.ROOT, "%s is not as %s says, in %,d row(s):%n", plan.name(), file, differences.size());
        out.print(TrialText.differences(differences));
        return false;
    }
}
