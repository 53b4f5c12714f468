package io.millrace.model.value;

import java.util.List;

/** Values as a line of CSV (RFC 4180). No value is an empty cell, the empty string {@code ""}, as they are read in. */
public final class CsvText {
    private CsvText() {}

    public static void appendLine(List<Value> cells, StringBuilder csv) {
        for (int index = 0; index < cells.size(); index++) {
            if (index > 0) {
                csv.append(',');
            }
            csv.append(cell(cells.get(index)));
        }
        csv.append("\r\n");
    }

    private static String cell(Value value) {
        String text = JsonText.plain(value);
        if (value instanceof Value.Text && needsQuotes(text)) {
            return '"' + text.replace("\"", "\"\"") + '"';
        }
        return text;
    }

    /** A space at an end too: many readers trim it away. */
    private static boolean needsQuotes(String text) {
        return text.isEmpty()
                || !text.equals(text.strip())
                || text.chars().anyMatch(next -> next == ',' || next == '"' || next == '\r' || next == '\n');
    }
}
