package io.millrace.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under a header, in columns as wide as they must be; numbers to the right. */
public final class TextTable {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.,E+-]*");
    private static final int WIDEST = 48;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(List<String> header) {
        this.header = List.copyOf(header);
    }

    /**
     * @throws IllegalArgumentException if it has not as many cells as the header
     */
    public void add(List<String> row) {
        if (row.size() != header.size()) {
            throw new IllegalArgumentException(row.size() + " cells under " + header.size() + " headings");
        }
        rows.add(row.stream().map(TextTable::cut).toList());
    }

    private static String cut(String cell) {
        return cell.length() <= WIDEST ? cell : cell.substring(0, WIDEST - 1) + "…";
    }

    @Override
    public String toString() {
        int[] widths = new int[header.size()];
        boolean[] numeric = new boolean[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            numeric[column] = !rows.isEmpty();
            for (List<String> row : rows) {
                String cell = row.get(column);
                widths[column] = Math.max(widths[column], cell.length());
                numeric[column] &= cell.isEmpty() || NUMBER.matcher(cell).matches();
            }
        }
        StringBuilder text = new StringBuilder();
        append(header, widths, numeric, text);
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("─".repeat(width));
        }
        append(rule, widths, numeric, text);
        rows.forEach(row -> append(row, widths, numeric, text));
        return text.toString();
    }

    private static void append(List<String> cells, int[] widths, boolean[] right, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column == 0 ? "  " : "   ");
            line.append(right[column] ? padding + cells.get(column) : cells.get(column) + padding);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
