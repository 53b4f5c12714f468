package io.millrace.query.read;

import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunsTable;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs of sources from Cassandra. */
public final class CassandraSourceRuns implements SourceRunSource {
    private final SourceRunsTable table;
    private final Clock clock;

    public CassandraSourceRuns(SourceRunsTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<SourceRunRow>> read(
            SourceRunRow.Source source, SourceRunRow.Place from, SourceRunRow.Place before, int most) {
        return table.read(source, from, before, most, clock.instant())
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
