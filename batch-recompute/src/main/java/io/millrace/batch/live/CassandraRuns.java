package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.batch.run.RunLog;
import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import java.util.Optional;
import java.util.UUID;

/** Runs in Cassandra. */
record CassandraRuns(CqlSession session, RunsTable table) implements RunLog {
    @Override
    public void put(Run run) {
        session.execute(table.put(run));
    }

    @Override
    public Optional<Run> find(String tenant, UUID id) {
        return table.find(tenant, id).toCompletableFuture().join();
    }
}
