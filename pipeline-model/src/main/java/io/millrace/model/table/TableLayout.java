package io.millrace.model.table;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.PipelineDefinition.TableDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A typed table with the types of its columns. Immutable.
 *
 * @param key at least one column: the first names the partition, the others order its rows
 * @param columns what else a row has; may be null
 */
public record TableLayout(String table, List<Column> key, List<Column> columns) {
    private static final String BETWEEN_COLUMNS = "|";
    private static final String BEHIND_KEY = ";";

    public TableLayout {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("table " + table + " has no key");
        }
    }

    /** A column, called and typed as its field. */
    public record Column(String name, FieldType type) {
        @Override
        public String toString() {
            return name + " " + type;
        }

        private static Column parse(String text) {
            int space = text.indexOf(' ');
            return new Column(
                    text.substring(0, Math.max(0, space)),
                    FieldType.parse(text.substring(space + 1))
                            .orElseThrow(() -> new IllegalArgumentException("not a column: " + text)));
        }
    }

    /**
     * @param definition a valid one
     */
    public static List<TableLayout> of(PipelineDefinition definition) {
        return definition.tables().stream().map(table -> of(table, definition)).toList();
    }

    private static TableLayout of(TableDefinition table, PipelineDefinition definition) {
        return new TableLayout(table.name(), columns(table.key(), definition), columns(table.columns(), definition));
    }

    private static List<Column> columns(List<String> names, PipelineDefinition definition) {
        return names.stream()
                .map(name -> new Column(
                        name,
                        definition.typeOf(name).orElseThrow(() -> new IllegalArgumentException("no field " + name))))
                .toList();
    }

    /** Key and columns. */
    public List<Column> all() {
        List<Column> all = new ArrayList<>(key);
        all.addAll(columns);
        return all;
    }

    /** The columns of the key behind the first. */
    public List<Column> clustering() {
        return key.subList(1, key.size());
    }

    /** All but the table's name, in a line of text; equal layouts have equal texts. */
    public String text() {
        return text(key) + BEHIND_KEY + text(columns);
    }

    private static String text(List<Column> columns) {
        return columns.stream().map(Column::toString).collect(Collectors.joining(BETWEEN_COLUMNS));
    }

    /**
     * From {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TableLayout parse(String table, String text) {
        int end = text.indexOf(BEHIND_KEY);
        if (end < 0) {
            throw new IllegalArgumentException("not a layout: " + text);
        }
        return new TableLayout(table, parse(text.substring(0, end)), parse(text.substring(end + 1)));
    }

    private static List<Column> parse(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\\" + BETWEEN_COLUMNS))
                        .map(Column::parse)
                        .toList();
    }

    /**
     * Why rows of this layout can't go into a table that was made for a former one; empty if they can.
     *
     * @param path of the table in the definition
     */
    public List<DefinitionProblem> problemsAfter(TableLayout former, String path) {
        List<DefinitionProblem> problems = new ArrayList<>();
        if (!key.equals(former.key())) {
            problems.add(new DefinitionProblem(
                    path + ".key",
                    "the key of table " + table + " can't change from " + readable(former.key()) + " to "
                            + readable(key),
                    "keep it, or add a table under another name, such as " + table + "_2"));
        }
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            Optional<Column> before = former.all().stream()
                    .filter(each -> each.name().equals(column.name()))
                    .findFirst();
            if (before.isPresent() && !before.get().type().equals(column.type())) {
                problems.add(new DefinitionProblem(
                        path + ".columns[" + index + "]",
                        "column " + column.name() + " of table " + table + " can't change its type from "
                                + before.get().type() + " to " + column.type(),
                        "give the field another name, or add a table under another name, such as " + table + "_2"));
            }
        }
        return problems;
    }

    private static String readable(List<Column> columns) {
        return columns.stream().map(Column::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
