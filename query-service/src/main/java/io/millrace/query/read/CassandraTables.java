package io.millrace.query.read;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
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
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(judged(failure)));
    }

    /** Tables of tenants change while they are read: a statement that was right is right again in a moment. */
    private static Throwable judged(Throwable failure) {
        Throwable cause = CassandraRows.judged(failure);
        return cause instanceof InvalidQueryException
                ? new RowsUnavailableException("the table is just being changed", cause)
                : cause;
    }
}
