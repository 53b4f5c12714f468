package io.millrace.query.read;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunsTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs of sources from Cassandra. */
public final class CassandraSourceRuns implements SourceRunSource {
    private final SourceRunsTable table;

    public CassandraSourceRuns(SourceRunsTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<List<SourceRunRow>> read(
            SourceRunRow.Source source, SourceRunRow.Place from, SourceRunRow.Place before, int most) {
        return table.read(source, from, before, most)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
