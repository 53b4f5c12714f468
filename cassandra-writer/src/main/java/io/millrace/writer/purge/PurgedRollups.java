package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.Purging;
import io.millrace.cassandra.StoredRollups;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.List;

/** What windows came to. A generation is never counted again, so its partitions are deleted for ever. */
record PurgedRollups(StoredRollups rollups, Deletions deletions) implements PurgedTable {
    @Override
    public String name() {
        return "rollups";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<BoundStatement> statements = rollups.partitions(pipeline.tenant(), pipeline.name()).stream()
                .filter(partition -> pipeline.record().counted(partition.rollup(), partition.generation()))
                .flatMap(partition -> rollups.delete(partition, Purging.FOR_EVER).stream())
                .toList();
        deletions.execute(statements);
        return statements.size();
    }
}
