package io.millrace.writer.purge;

import io.millrace.cassandra.TypedTableDrops;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.table.TableLayout;
import java.util.List;

/** Typed tables: each has been one pipeline's ever since it was made. */
record PurgedTypedTables(TypedTableDrops drops) implements PurgedTable {
    @Override
    public String name() {
        return "typed tables";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<String> tables = pipeline.tablesOfAllVersions().stream()
                .map(TableLayout::table)
                .distinct()
                .toList();
        return tables.stream()
                .filter(table -> drops.drop(pipeline.tenant(), table))
                .count();
    }
}
