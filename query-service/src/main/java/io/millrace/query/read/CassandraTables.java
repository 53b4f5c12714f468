package io.millrace.query.read;

import io.millrace.cassandra.TypedTableReads;
import io.millrace.model.value.Value;
import io.millrace.query.request.TableQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Typed tables in Cassandra. */
public final class CassandraTables implements TableSource {
    private final TypedTableReads tables;

    public CassandraTables(TypedTableReads tables) {
        this.tables = tables;
    }

    @Override
    public CompletionStage<List<List<Value>>> read(TableQuery query, int limit) {
        return tables.read(query.tenant(), query.layout(), query.given().size(), query.key(), limit)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(CassandraRows.judged(failure)));
    }
}
