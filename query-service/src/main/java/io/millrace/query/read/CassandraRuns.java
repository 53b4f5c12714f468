package io.millrace.query.read;

import io.millrace.cassandra.Run;
import io.millrace.cassandra.RunsTable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs from Cassandra. */
public final class CassandraRuns implements RunSource {
    private final RunsTable table;

    public CassandraRuns(RunsTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most) {
        return table.read(tenant, olderThan, most)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }

    @Override
    public CompletionStage<Optional<Run>> find(String tenant, UUID id) {
        return table.find(tenant, id)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
