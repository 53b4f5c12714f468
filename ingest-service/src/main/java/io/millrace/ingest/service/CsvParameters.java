package io.millrace.ingest.service;

import io.micronaut.http.HttpParameters;
import io.millrace.model.format.CsvDialect;
import io.millrace.model.format.EventFormat;
import io.millrace.shell.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The query parameters that say how a CSV is written. */
final class CsvParameters {
    static final String DELIMITER = "delimiter";
    static final String QUOTE = "quote";
    static final String HEADER = "header";
    static final String COLUMNS = "columns";
    static final Set<String> NAMES = Set.of(DELIMITER, QUOTE, HEADER, COLUMNS);

    static final String DELIMITER_DESCRIPTION = "Between the cells of a CSV line; a comma if left out.";
    static final String QUOTE_DESCRIPTION =
            "Around cells of a CSV that hold delimiters; a double quote if left out; none = cells are as they stand.";
    static final String HEADER_DESCRIPTION = "Whether the first line of a CSV names the columns; false needs columns.";
    static final String COLUMNS_DESCRIPTION =
            "Names of the columns of a CSV without a header line, commas between them.";

    private static final String NONE = "none";
    private static final String TRUE = "true";
    private static final String FALSE = "false";

    private final HttpParameters parameters;
    private final List<Problem.Item> problems = new ArrayList<>();

    private CsvParameters(HttpParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * @throws io.millrace.shell.http.ProblemException with every parameter that can't be used
     */
    static CsvDialect read(HttpParameters parameters, EventFormat format) {
        return new CsvParameters(parameters).read(format);
    }

    private CsvDialect read(EventFormat format) {
        if (format != EventFormat.CSV) {
            NAMES.stream()
                    .sorted()
                    .filter(name -> text(name).isPresent())
                    .forEach(name -> wrong(name, "means nothing here: the body is not CSV", "only with text/csv"));
            fail();
            return CsvDialect.DEFAULT;
        }
        char delimiter = text(DELIMITER).map(this::delimiter).orElse(CsvDialect.DEFAULT.delimiter());
        Optional<Character> quote = text(QUOTE).map(this::quote).orElse(CsvDialect.DEFAULT.quote());
        List<String> columns = columns();
        if (problems.isEmpty() && quote.isPresent() && quote.get() == delimiter) {
            wrong(QUOTE, "is the delimiter too", "two different characters");
        }
        fail();
        return new CsvDialect(delimiter, quote, columns);
    }

    private Optional<String> text(String name) {
        return parameters.get(name, String.class);
    }

    private void wrong(String name, String message, String hint) {
        problems.add(new Problem.Item(name, message, hint));
    }

    private void fail() {
        if (!problems.isEmpty()) {
            throw Problems.invalidParameters(problems);
        }
    }

    private char delimiter(String text) {
        if (text.length() == 1 && CsvDialect.isDelimiter(text.charAt(0))) {
            return text.charAt(0);
        }
        wrong(DELIMITER, "can't be a delimiter", CsvDialect.DELIMITER_RULE + ", such as ; or %09 for a tab");
        return CsvDialect.DEFAULT.delimiter();
    }

    private Optional<Character> quote(String text) {
        if (text.equals(NONE)) {
            return Optional.empty();
        }
        if (text.length() == 1 && CsvDialect.isQuote(text.charAt(0))) {
            return Optional.of(text.charAt(0));
        }
        wrong(QUOTE, "can't be a quote", CsvDialect.QUOTE_RULE);
        return CsvDialect.DEFAULT.quote();
    }

    private List<String> columns() {
        Optional<String> header = text(HEADER);
        Optional<String> names = text(COLUMNS);
        boolean declared = header.equals(Optional.of(FALSE));
        if (header.isPresent() && !declared && !header.get().equals(TRUE)) {
            wrong(HEADER, "is neither true nor false", "header=false&columns=a,b if no line names the columns");
        } else if (declared && names.isEmpty()) {
            wrong(COLUMNS, "is missing: without a header line something must name the columns", "columns=a,b");
        } else if (!declared && names.isPresent()) {
            wrong(COLUMNS, "contradicts the header line, which names the columns", "only with header=false");
        }
        List<String> columns = declared ? names.map(CsvDialect::columnsOf).orElse(List.of()) : List.of();
        if (declared && names.isPresent() && columns.stream().allMatch(String::isEmpty)) {
            wrong(COLUMNS, "names no column", "columns=a,b");
        }
        return columns;
    }
}
