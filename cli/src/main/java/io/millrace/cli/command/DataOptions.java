package io.millrace.cli.command;

import io.millrace.cli.trial.DataFile;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that reads records here. */
public final class DataOptions {
    @Option(
            names = "--input-format",
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "csv, ndjson, json or avro; else told by the name, or by how the data begins.")
    private String format = "";

    @Mixin
    private CsvOptions csv = new CsvOptions();

    DataFile file(String name) {
        return new DataFile(name, format(), ReaderOptions.DEFAULT.with(csv.dialect()));
    }

    CsvOptions csv() {
        return csv;
    }

    private Optional<EventFormat> format() {
        return switch (format) {
            case "" -> Optional.empty();
            case "csv" -> Optional.of(EventFormat.CSV);
            case "ndjson" -> Optional.of(EventFormat.NDJSON);
            case "json" -> Optional.of(EventFormat.JSON);
            case "avro" -> Optional.of(EventFormat.AVRO);
            default ->
                throw new IllegalArgumentException(
                        "no such --input-format: " + format + "; there are csv, ndjson, json and avro");
        };
    }
}
