package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.TableDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads typed tables, whose columns are fields of the event, of lookups and derived ones. */
final class TableReader {
    /** Each is written for each event. */
    static final int MAX_TABLES = 50;

    /** Whoever reads rows gives the key by the names of its columns, beside these. */
    private static final Set<String> PARAMETERS = Set.of("limit", "cursor", "integers");

    private final Columns columns;

    TableReader(Columns columns) {
        this.columns = columns;
    }

    List<TableDefinition> read(Section root) {
        List<Section> sections = root.sections("tables", Shape.TABLE);
        if (sections.size() > MAX_TABLES) {
            root.problem("tables", "has " + sections.size() + " tables", "at most " + MAX_TABLES);
            return List.of();
        }
        Set<String> taken = new HashSet<>();
        List<TableDefinition> tables = new ArrayList<>();
        for (Section section : sections) {
            table(section, taken).ifPresent(tables::add);
        }
        return tables;
    }

    private Optional<TableDefinition> table(Section section, Set<String> taken) {
        Optional<String> name = section.unique(taken, "table");
        section.require("key");
        section.require("columns");
        List<Section.Named> keyNames = section.texts("key");
        List<String> key = columns.require(keyNames);
        keyNames.stream()
                .filter(column -> PARAMETERS.contains(column.name()))
                .forEach(column -> section.problem(
                        column,
                        Problems.quote(column.name())
                                + " can't be in a key: rows are read with a parameter of that name",
                        "give the field another name: {name: other, from: " + column.name() + "}"));
        List<Section.Named> columnNames = section.texts("columns");
        List<String> others = columns.require(columnNames);
        columnNames.stream()
                .filter(column -> key.contains(column.name()))
                .forEach(column ->
                        section.problem(column, Problems.quote(column.name()) + " is in the key", "leave it out here"));
        requireSome(section, "key");
        requireSome(section, "columns");
        return name.map(called -> new TableDefinition(called, key, others));
    }

    private static void requireSome(Section section, String list) {
        if (section.isEmptyList(list)) {
            section.problem(list, "names no field", "such as " + section.shape().example(list));
        }
    }
}
