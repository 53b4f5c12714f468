package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rows of a rollup, as the query service answers them, for people and for spreadsheets. */
public final class RollupTable {
    private RollupTable() {}

    /** A table; doubles to two digits, since the exact ones are in {@code --json}. */
    public static String text(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "  (no rows)\n";
        }
        Columns columns = Columns.of(rows);
        TextTable table = new TextTable(columns.header());
        rows.forEach(row -> table.add(columns.cells(row, true)));
        return table.toString();
    }

    public static String csv(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        Columns columns = Columns.of(rows);
        StringBuilder csv = new StringBuilder();
        csv.append(CsvLine.of(columns.header()));
        rows.forEach(row -> csv.append(CsvLine.of(columns.cells(row, false))));
        return csv.toString();
    }

    /** What a reader should know of how complete the rows are. */
    public static String completeness(int count, JsonNode page, boolean more) {
        JsonNode completeness = page.path("completeness");
        return "  " + count + " row(s)" + (more ? ", more with a greater --limit" : "") + "; stream time "
                + completeness.path("streamTime").asText("unknown") + "; late events "
                + completeness.path("lateEvents").asText("unknown");
    }

    /**
     * What any row has: rows of different generations may have different dimensions and measures.
     *
     * @param limited whether a row is what groups came to that are not kept apart
     */
    private record Columns(Set<String> dimensions, boolean limited, Set<String> measures) {
        static Columns of(List<JsonNode> rows) {
            Set<String> dimensions = new LinkedHashSet<>();
            Set<String> measures = new LinkedHashSet<>();
            boolean limited = false;
            for (JsonNode row : rows) {
                row.path("dimensions").fieldNames().forEachRemaining(dimensions::add);
                row.path("measures").fieldNames().forEachRemaining(measures::add);
                limited |= row.path("other").asBoolean();
            }
            return new Columns(dimensions, limited, measures);
        }

        List<String> header() {
            List<String> header = new ArrayList<>();
            header.add("windowStart");
            header.addAll(dimensions);
            if (limited) {
                header.add("other");
            }
            header.add("events");
            header.addAll(measures);
            return header;
        }

        List<String> cells(JsonNode row, boolean rounded) {
            List<String> cells = new ArrayList<>();
            cells.add(row.path("windowStart").asText());
            dimensions.forEach(name -> cells.add(cell(row.path("dimensions").path(name), false)));
            if (limited) {
                cells.add(Boolean.toString(row.path("other").asBoolean()));
            }
            cells.add(row.path("events").asText());
            measures.forEach(name -> cells.add(cell(row.path("measures").path(name), rounded)));
            return cells;
        }
    }

    private static String cell(JsonNode value, boolean rounded) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return rounded && value.isFloatingPointNumber()
                ? String.format(Locale.ROOT, "%.2f", value.doubleValue())
                : value.asText();
    }
}
