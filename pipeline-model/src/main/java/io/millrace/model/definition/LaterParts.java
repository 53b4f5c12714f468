package io.millrace.model.definition;

import java.util.HashSet;
import java.util.Set;

/**
 * Checks the parts of a definition whose engine is not built yet, so that they are right the day it is, and says of each that nothing would
 * come of it today.
 */
final class LaterParts {
    private final Columns columns;

    LaterParts(Columns columns) {
        this.columns = columns;
    }

    /** What comes after rollups and may refer to them. */
    void checkOutputs(Section root) {
        Set<String> tables = new HashSet<>();
        for (Section table : root.sections("tables", Shape.TABLE)) {
            table.unique(tables, "table");
            table.require("key");
            table.require("columns");
            Set<String> key = new HashSet<>(columns.require(table.texts("key")));
            for (Section.Named column : table.texts("columns")) {
                if (columns.require(column.name(), column.path()) && !key.add(column.name())) {
                    table.problem(column, Problems.quote(column.name()) + " stands here twice", "keep one of them");
                }
            }
        }
        refuse(root, "tables", "typed tables", "leave it out; rollups are queryable today");
    }

    private static void refuse(Section root, String key, String what, String hint) {
        // An empty list asks for nothing, so nothing is ignored.
        if (root.has(key) && !root.isEmptyList(key)) {
            root.notSupported(key, what, hint);
        }
    }
}
