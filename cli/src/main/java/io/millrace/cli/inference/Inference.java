package io.millrace.cli.inference;

import io.millrace.cli.trial.DataFile;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.MalformedBodyException;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a first definition for data: it reads back without a problem, and rejects no record of the sample that it is made from. */
public final class Inference {
    /** More would make a definition that nobody reads. */
    private static final int MOST_FIELDS = 1_000;

    private final Options options;
    private final Clock clock;

    /**
     * How to look at data.
     *
     * @param name of the pipeline; else made from the file's
     * @param delimiter of a CSV; else the one that its first line has most of
     * @param csv how a CSV is written, but for the delimiter
     * @param zone of times that do not say theirs; else UTC, noted as a guess
     * @param records of the sample, at the most
     * @param tolerated values of a column, in a hundred, that its type need not fit
     */
    public record Options(
            Optional<String> name,
            Optional<Character> delimiter,
            CsvDialect csv,
            Optional<ZoneId> zone,
            int records,
            int tolerated) {}

    /**
     * @param definition YAML
     * @param records of the sample
     */
    public record Result(String definition, String tryCommand, int records) {}

    public Inference(Options options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * @param target the file that the definition will be in, as a person would type it
     * @throws IllegalArgumentException if there is nothing that a field could be read from
     */
    public Result infer(DataFile file, DataFile.Body body, String target) throws IOException, MalformedBodyException {
        if (body.format() == EventFormat.AVRO) {
            throw new IllegalArgumentException(file.title()
                    + " is Avro, which says its types itself: a definition is made from CSV, NDJSON or JSON");
        }
        Sample sample = body.format() == EventFormat.CSV
                ? CsvSample.read(body.bytes(), options.delimiter(), options.csv(), options.records())
                : new JsonSample().read(body.format(), body.bytes(), options.records());
        List<String> leftOut = new ArrayList<>(sample.leftOut());
        TimeInference times = new TimeInference(options.zone());
        TypeInference types = new TypeInference(times, options.tolerated());
        List<InferredField> fields = fields(sample, types, leftOut);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("nothing in " + file.title() + " that a field could be read from"
                    + (leftOut.isEmpty() ? ": no record has a value" : ": " + String.join("; ", leftOut)));
        }
        String name = options.name().orElseGet(() -> FieldNames.pipelineFor(file.stem()));
        InferredPipeline pipeline = new RoleInference(times, clock).infer(name, sample, fields, leftOut);
        String command = "millrace try " + quoted(target) + " " + quoted(file.name())
                + (sample.delimiter() == ',' ? "" : " --delimiter " + quoted(shown(sample.delimiter())))
                + written();
        String definition = DefinitionText.of(pipeline, file.title(), command);
        // It can't be wrong; if it were, this is where one should learn of it.
        DefinitionReader.read(definition, name);
        return new Result(definition, command, sample.records());
    }

    /** What the command must say of a CSV, beside the delimiter. */
    private String written() {
        CsvDialect csv = options.csv();
        String quote = csv.quote().equals(CsvDialect.DEFAULT.quote())
                ? ""
                : " --quote " + quoted(csv.quote().map(String::valueOf).orElse("none"));
        return quote + (csv.columns().isEmpty() ? "" : " --columns " + quoted(String.join(",", csv.columns())));
    }

    private static String shown(char delimiter) {
        return delimiter == '\t' ? "\\t" : String.valueOf(delimiter);
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static List<InferredField> fields(Sample sample, TypeInference types, List<String> leftOut) {
        FieldNames names = new FieldNames();
        List<InferredField> fields = new ArrayList<>();
        for (SampleColumn column : sample.columns()) {
            if (fields.size() == MOST_FIELDS) {
                leftOut.add("all that follows: " + (sample.columns().size() - MOST_FIELDS) + " more columns");
                break;
            }
            Optional<InferredField> field = types.infer(column, names.nameFor(column.title()));
            if (field.isPresent()) {
                fields.add(field.get());
            } else {
                leftOut.add("'" + column.from() + "': has values of several kinds (text, numbers, true or false)");
            }
        }
        return fields;
    }
}
