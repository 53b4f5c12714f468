package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.RunsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.util.ArrayList;
import java.util.List;

/** What recomputes and comparisons told of themselves. */
record PurgedRuns(RunsTable table, Deletions deletions) implements PurgedTable {
    @Override
    public String name() {
        return "runs";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<BoundStatement> statements = new ArrayList<>();
        PipelineRuns.visit(table, pipeline, run -> statements.add(table.delete(run)));
        deletions.execute(statements);
        return statements.size();
    }
}
