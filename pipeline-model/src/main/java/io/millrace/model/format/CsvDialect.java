package io.millrace.model.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a CSV is written.
 *
 * @param delimiter between the cells of a line, one ASCII character
 * @param quote around cells that hold delimiters, quotes or line ends, one ASCII character; empty = every cell is as it stands, on one line
 * @param columns their names, where no header line says them; empty = the first line does
 */
public record CsvDialect(char delimiter, Optional<Character> quote, List<String> columns) {
    public static final CsvDialect DEFAULT = new CsvDialect(',', Optional.of('"'), List.of());

    /** What a delimiter can be. */
    public static final String DELIMITER_RULE = "one ASCII character, no quote and no line end";

    /** What a quote can be. */
    public static final String QUOTE_RULE = "one ASCII character, no letter, digit or space, or none";

    private static final char LAST = '~';

    public CsvDialect {
        columns = List.copyOf(columns);
        if (!isDelimiter(delimiter)) {
            throw new IllegalArgumentException("the delimiter must be " + DELIMITER_RULE);
        }
        if (quote.isPresent() && !isQuote(quote.get())) {
            throw new IllegalArgumentException("the quote must be " + QUOTE_RULE);
        }
        if (quote.isPresent() && quote.get() == delimiter) {
            throw new IllegalArgumentException("the delimiter and the quote are the same character");
        }
    }

    public static boolean isDelimiter(char character) {
        return character == '\t' || (character >= ' ' && character <= LAST && character != '"');
    }

    public static boolean isQuote(char character) {
        return character > ' ' && character <= LAST && !Character.isLetterOrDigit(character);
    }

    /** The columns of a list with commas between them, trimmed as those of a header line are. */
    public static List<String> columnsOf(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    public CsvDialect withDelimiter(char newDelimiter) {
        return new CsvDialect(newDelimiter, quote, columns);
    }

    public CsvDialect withQuote(Optional<Character> newQuote) {
        return new CsvDialect(delimiter, newQuote, columns);
    }

    public CsvDialect withColumns(List<String> newColumns) {
        return new CsvDialect(delimiter, quote, newColumns);
    }

    /** Whether the first line names the columns. */
    boolean hasHeaderLine() {
        return columns.isEmpty();
    }

    /** The line that would name the columns. */
    String headerLine() {
        return columns.stream().map(this::cell).collect(Collectors.joining(String.valueOf(delimiter)));
    }

    private String cell(String text) {
        boolean plain = text.indexOf(delimiter) < 0 && quote.map(text::indexOf).orElse(-1) < 0;
        if (plain || quote.isEmpty()) {
            return text;
        }
        String mark = quote.get().toString();
        return mark + text.replace(mark, mark + mark) + mark;
    }
}
