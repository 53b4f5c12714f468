package io.millrace.writer.table;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.millrace.cassandra.SchemaDisagreementException;
import io.millrace.cassandra.TypedTableWrites;
import io.millrace.model.table.TableRow;
import io.millrace.writer.sink.BatchExecutor;
import io.millrace.writer.sink.NotNowException;
import io.millrace.writer.sink.WriteFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows of one partition of a typed table, which is made or completed before its first row. What is wrong with one table keeps the rows of
 * that table waiting and stops nothing else.
 */
public final class TableBatches implements BatchExecutor<TableRow> {
    private static final Logger LOG = LoggerFactory.getLogger(TableBatches.class);

    private final CqlSession session;
    private final TypedTableWrites tables;
    private final Retention retention;

    public TableBatches(CqlSession session, TypedTableWrites tables, Retention retention) {
        this.session = session;
        this.tables = tables;
        this.retention = retention;
    }

    @Override
    public CompletionStage<?> execute(List<TableRow> rows) {
        TableRow first = rows.get(0);
        String tenant = first.key().tenant();
        int ttl = retention.ofRollups(tenant, first.pipeline());
        return tables.ensure(tenant, first.layout())
                .thenCompose(inserts -> session.executeAsync(CassandraBatches.together(
                        rows.stream().map(row -> inserts.insert(row, ttl)).toList())))
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(judged(failure, first)));
    }

    /** A table that somebody dropped or that may not be made stops the others no more than one that is not there yet. */
    private Throwable judged(Throwable failure, TableRow row) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean isAboutTheTable =
                cause instanceof QueryValidationException && WriteFailure.of(cause) == WriteFailure.FATAL;
        if (isAboutTheTable || cause instanceof SchemaDisagreementException) {
            tables.forget(row.key().tenant(), row.layout());
            LOG.warn(
                    "rows of table {} of {} wait: {}",
                    row.key().table(),
                    row.key().tenant(),
                    cause.toString());
            return new NotNowException("the table is not as it should be", cause);
        }
        return cause;
    }
}
