package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.Purging;
import io.millrace.cassandra.RollupsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.List;

/** What windows came to. A generation is never counted again, so its partitions are deleted for ever. */
record PurgedRollups(RollupsTable table, Deletions deletions) implements PurgedTable {
    @Override
    public String name() {
        return "rollups";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<BoundStatement> statements = table.partitions(pipeline.tenant(), pipeline.name()).stream()
                .filter(partition -> pipeline.record().counted(partition.rollup(), partition.generation()))
                .map(partition -> table.delete(partition, Purging.FOR_EVER))
                .toList();
        deletions.execute(statements);
        return statements.size();
    }
}
