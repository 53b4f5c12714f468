package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import io.millrace.batch.run.RunLog;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import java.util.Optional;
import java.util.UUID;

/** Runs in Cassandra. */
record CassandraRuns(CqlSession session, RunsTable table) implements RunLog {
    private static final int TRIES = 5;

    /** What Cassandra has no time for is written again: a run does not end for that. */
    @Override
    public void put(Run run) {
        for (int attempt = 1; ; attempt++) {
            try {
                session.execute(table.put(run));
                return;
            } catch (QueryExecutionException failure) {
                if (attempt == TRIES) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public Optional<Run> find(String tenant, UUID id) {
        return table.find(tenant, id).toCompletableFuture().join();
    }
}
