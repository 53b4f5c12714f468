package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Typed tables and their rows, as the query service answers them, for people and for spreadsheets. */
public final class TypedTableText {
    private TypedTableText() {}

    /** Rows under the names of their columns. */
    public static String text(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "  (no rows)\n";
        }
        TextTable table = new TextTable(header(rows.get(0)));
        rows.forEach(row -> table.add(cells(row)));
        return table.toString();
    }

    public static String csv(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder csv = new StringBuilder(CsvLine.of(header(rows.get(0))));
        rows.forEach(row -> csv.append(CsvLine.of(cells(row))));
        return csv.toString();
    }

    /** What tables there are. */
    public static String catalogue(List<JsonNode> tables) {
        if (tables.isEmpty()) {
            return "  (no tables)\n";
        }
        TextTable text = new TextTable(List.of("table", "pipeline", "key", "columns"));
        tables.forEach(table -> text.add(List.of(
                table.path("table").asText(),
                table.path("pipeline").asText(),
                names(table.path("key")),
                names(table.path("columns")))));
        return text.toString();
    }

    private static String names(JsonNode columns) {
        return StreamSupport.stream(columns.spliterator(), false)
                .map(column -> column.path("name").asText())
                .collect(Collectors.joining(" "));
    }

    private static List<String> header(JsonNode row) {
        List<String> header = new ArrayList<>();
        row.fieldNames().forEachRemaining(header::add);
        return header;
    }

    private static List<String> cells(JsonNode row) {
        List<String> cells = new ArrayList<>();
        row.forEach(value -> cells.add(cell(value)));
        return cells;
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
