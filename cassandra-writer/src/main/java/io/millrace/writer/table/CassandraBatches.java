package io.millrace.writer.table;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.millrace.cassandra.AlertsTable;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.cassandra.RollupsTable;
import io.millrace.cassandra.SourceRunRow;
import io.millrace.cassandra.SourceRunsTable;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.rollup.RollupRow;
import io.millrace.writer.sink.BatchExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes rows of one partition as one unlogged batch, which is a single mutation there: all of them or none.
 *
 * @param <R> the row type
 */
public final class CassandraBatches<R> implements BatchExecutor<R> {
    private final CqlSession session;
    private final Statements<R> statements;

    private CassandraBatches(CqlSession session, Statements<R> statements) {
        this.session = session;
        this.statements = statements;
    }

    /** How rows of one partition become statements. */
    private interface Statements<R> {
        List<BoundStatement> of(List<R> rows);
    }

    public static BatchExecutor<RollupChange> ofRollups(CqlSession session, RollupsTable table, Retention retention) {
        return new CassandraBatches<>(session, rows -> {
            RollupRow.Partition partition = rows.get(0).key().partition();
            int ttl = retention.ofRollups(partition.tenant(), partition.pipeline());
            return rows.stream().map(row -> statement(row, table, ttl)).toList();
        });
    }

    private static BoundStatement statement(RollupChange change, RollupsTable table, int ttl) {
        if (change instanceof RollupChange.Deletion deletion) {
            return table.delete(deletion.key(), deletion.revision());
        } else if (change instanceof RollupChange.Write write) {
            return table.insert(write.row(), ttl);
        }
        throw new IllegalArgumentException("unknown change of a row: " + change);
    }

    public static BatchExecutor<ArchivedEvent> ofArchive(CqlSession session, ArchiveTable table, Retention retention) {
        return new CassandraBatches<>(session, events -> {
            int ttl = retention.ofArchive(events.get(0).tenant(), events.get(0).pipeline());
            return events.stream().map(event -> table.insert(event, ttl)).toList();
        });
    }

    /** What fires stays until it is resolved; what is resolved is kept as long as rows of rollups. */
    public static BatchExecutor<AlertRow> ofAlerts(CqlSession session, AlertsTable table, Retention retention) {
        return new CassandraBatches<>(session, alerts -> {
            AlertRow.Key first = alerts.get(0).key();
            int resolved = retention.ofRollups(first.tenant(), first.pipeline());
            return alerts.stream()
                    .map(alert -> table.insert(alert, alert.state() == AlertRow.State.FIRING ? 0 : resolved))
                    .toList();
        });
    }

    public static BatchExecutor<SourceRunRow> ofSourceRuns(CqlSession session, SourceRunsTable table) {
        return new CassandraBatches<>(
                session, runs -> runs.stream().map(table::insert).toList());
    }

    @Override
    public CompletionStage<?> execute(List<R> rows) {
        return session.executeAsync(together(statements.of(rows)));
    }

    /** Idempotent statements on rows of one partition as one. */
    static Statement<?> together(List<BoundStatement> bound) {
        return bound.size() == 1
                ? bound.get(0)
                : BatchStatement.newInstance(BatchType.UNLOGGED)
                        .addAll(bound)
                        .setIdempotent(true)
                        .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM);
    }
}
