package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.Purging;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import java.util.List;
import java.util.Optional;

/** Where alerts stand. They are of generations, which are never counted again. */
record PurgedAlerts(AlertsTable table, Deletions deletions) implements PurgedTable {
    private static final int PAGE = 1_000;

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        long found = 0;
        AlertRow.Key last = new AlertRow.Key(pipeline.tenant(), pipeline.name(), "", 0, "", new GroupKey(new byte[0]));
        List<AlertRow> page;
        do {
            AlertRow.Key after = last;
            page = Deletions.await(() -> table.read(after, Optional.empty(), PAGE));
            List<BoundStatement> statements = page.stream()
                    .map(AlertRow::key)
                    .filter(key -> pipeline.record().counted(key.rollup(), key.generation()))
                    .map(key -> table.delete(key, Purging.FOR_EVER))
                    .toList();
            deletions.execute(statements);
            found += statements.size();
            last = page.isEmpty() ? last : page.get(page.size() - 1).key();
        } while (page.size() == PAGE);
        return found;
    }
}
