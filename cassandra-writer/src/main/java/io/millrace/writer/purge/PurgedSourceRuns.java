package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.kafka.definitions.ActivePipeline;
import java.time.Clock;
import java.util.List;

/**
 * Runs of sources. A partition is shared with the next pipeline of the name, whose runs end later: what is deleted ended before now. A run that seems to end later, by a clock that
 * is ahead, is found and deleted by the next look.
 */
record PurgedSourceRuns(SourceRunsTable table, Deletions deletions, Clock clock) implements PurgedTable {
    @Override
    public String name() {
        return "runs of sources";
    }

    @Override
    public long purge(ActivePipeline pipeline) {
        List<BoundStatement> statements = table.deletions(pipeline.tenant(), pipeline.name(), clock.instant());
        deletions.execute(statements);
        return statements.size();
    }
}
