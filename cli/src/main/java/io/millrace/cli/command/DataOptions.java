package io.millrace.cli.command;

import io.millrace.cli.trial.DataFile;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that reads records here. */
public final class DataOptions {
    @Option(
            names = "--input-format",
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "csv, ndjson or json; else told by the name, or by how the data begins.")
    private String format = "";

    @Option(names = "--delimiter", paramLabel = "CHAR", defaultValue = "", description = "Of a CSV. Default: a comma.")
    private String delimiter = "";

    DataFile file(String name) {
        return new DataFile(
                name, format(), delimiter().map(DataOptions::options).orElse(ReaderOptions.DEFAULT));
    }

    /** As given. */
    Optional<Character> delimiter() {
        if (delimiter.isEmpty()) {
            return Optional.empty();
        }
        String character = delimiter.equals("\\t") ? "\t" : delimiter;
        if (character.length() != 1) {
            throw new IllegalArgumentException("--delimiter is one character, not '" + delimiter + "'");
        }
        return Optional.of(character.charAt(0));
    }

    private static ReaderOptions options(char delimiter) {
        return ReaderOptions.DEFAULT.withDelimiter(delimiter);
    }

    private Optional<EventFormat> format() {
        return switch (format) {
            case "" -> Optional.empty();
            case "csv" -> Optional.of(EventFormat.CSV);
            case "ndjson" -> Optional.of(EventFormat.NDJSON);
            case "json" -> Optional.of(EventFormat.JSON);
            default ->
                throw new IllegalArgumentException(
                        "no such --input-format: " + format + "; there are csv, ndjson and json");
        };
    }
}
