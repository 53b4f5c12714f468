package io.millrace.query.read;

import io.millrace.cassandra.Proof;
import io.millrace.cassandra.ProofsTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What reconciling came to, from Cassandra. */
public final class CassandraProofs implements ProofSource {
    private final ProofsTable table;

    public CassandraProofs(ProofsTable table) {
        this.table = table;
    }

    @Override
    public CompletionStage<List<Proof>> read(String tenant) {
        return table.read(tenant)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
