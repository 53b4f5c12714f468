package io.millrace.cli.command;

import io.millrace.cli.api.MillraceApi;
import io.millrace.model.format.CsvDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say how a CSV is written. */
public final class CsvOptions {
    private static final String NO_QUOTE = "none";

    @Option(names = "--delimiter", paramLabel = "CHAR", defaultValue = "", description = "Of a CSV. Default: a comma.")
    private String delimiter = "";

    @Option(
            names = "--quote",
            paramLabel = "CHAR",
            defaultValue = "",
            description = "Around cells of a CSV, or none. Default: a double quote.")
    private String quote = "";

    @Option(
            names = "--columns",
            paramLabel = "A,B,C",
            defaultValue = "",
            description = "Names of the columns of a CSV without a header line.")
    private String columns = "";

    /** As given. */
    Optional<Character> delimiter() {
        return delimiter.isEmpty() ? Optional.empty() : Optional.of(character("--delimiter", delimiter));
    }

    /** All of them. */
    CsvDialect dialect() {
        CsvDialect dialect = undelimited();
        return delimiter().map(dialect::withDelimiter).orElse(dialect);
    }

    /** All but the delimiter. */
    CsvDialect undelimited() {
        CsvDialect dialect =
                CsvDialect.DEFAULT.withColumns(columns.isEmpty() ? List.of() : CsvDialect.columnsOf(columns));
        if (quote.isEmpty()) {
            return dialect;
        }
        return dialect.withQuote(quote.equals(NO_QUOTE) ? Optional.empty() : Optional.of(character("--quote", quote)));
    }

    /** What a request says of it. */
    List<MillraceApi.Parameter> parameters() {
        List<MillraceApi.Parameter> parameters = new ArrayList<>();
        delimiter().ifPresent(given -> parameters.add(new MillraceApi.Parameter("delimiter", given.toString())));
        if (!quote.isEmpty()) {
            parameters.add(new MillraceApi.Parameter("quote", quote));
        }
        if (!columns.isEmpty()) {
            parameters.add(new MillraceApi.Parameter("header", "false"));
            parameters.add(new MillraceApi.Parameter("columns", columns));
        }
        return parameters;
    }

    private static char character(String option, String text) {
        String character = text.equals("\\t") ? "\t" : text;
        if (character.length() != 1) {
            throw new IllegalArgumentException(option + " is one character, not '" + text + "'");
        }
        return character.charAt(0);
    }
}
