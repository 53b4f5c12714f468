package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows of a rollup, as the query service answers them, for people and for spreadsheets. */
public final class RollupTable {
    private RollupTable() {}

    /** A table; doubles to two digits, since the exact ones are in {@code --json}. */
    public static String text(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "  (no rows)\n";
        }
        TextTable table = new TextTable(header(rows.get(0)));
        rows.forEach(row -> table.add(cells(row, true)));
        return table.toString();
    }

    public static String csv(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder csv = new StringBuilder();
        csv.append(String.join(",", header(rows.get(0)))).append("\r\n");
        for (JsonNode row : rows) {
            csv.append(cells(row, false).stream().map(RollupTable::quoted).collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** What a reader should know of how complete the rows are. */
    public static String completeness(int count, JsonNode page, boolean more) {
        JsonNode completeness = page.path("completeness");
        return "  " + count + " row(s)" + (more ? ", more with a greater --limit" : "") + "; stream time "
                + completeness.path("streamTime").asText("unknown") + "; late events "
                + completeness.path("lateEvents").asText("unknown");
    }

    private static List<String> header(JsonNode row) {
        List<String> header = new ArrayList<>();
        header.add("windowStart");
        row.path("dimensions").fieldNames().forEachRemaining(header::add);
        header.add("events");
        row.path("measures").fieldNames().forEachRemaining(header::add);
        return header;
    }

    private static List<String> cells(JsonNode row, boolean rounded) {
        List<String> cells = new ArrayList<>();
        cells.add(row.path("windowStart").asText());
        row.path("dimensions").forEach(value -> cells.add(value.isNull() ? "" : value.asText()));
        cells.add(row.path("events").asText());
        row.path("measures").forEach(value -> cells.add(cell(value, rounded)));
        return cells;
    }

    private static String cell(JsonNode value, boolean rounded) {
        if (value.isNull()) {
            return "";
        }
        return rounded && value.isFloatingPointNumber()
                ? String.format(Locale.ROOT, "%.2f", value.doubleValue())
                : value.asText();
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
