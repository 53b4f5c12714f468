package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.rollup.GroupKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Table {@code alerts}: a row is where an alert of one group stands. Thread-safe; the table must exist ({@link Schema}).
 */
public final class AlertsTable {
    static final String NAME = "alerts";

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.alerts (
                tenant text,
                pipeline text,
                alert text,
                rollup text,
                generation int,
                group_key blob,
                state text,
                dimensions text,
                window_start timestamp,
                window_end timestamp,
                since timestamp,
                events bigint,
                measures text,
                changed_at timestamp,
                PRIMARY KEY ((tenant, pipeline), alert, rollup, generation, group_key)
            ) WITH compaction = {'class': 'UnifiedCompactionStrategy', 'scaling_parameters': 'L4'}
              AND comment = 'Where each alert of each group stands: firing or resolved, and since when.'""";

    private static final String INSERT = """
            INSERT INTO millrace.alerts (tenant, pipeline, alert, rollup, generation, group_key, state, dimensions,
                window_start, window_end, since, events, measures, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    /** Both bounds are of the clustering columns, so a read goes on where the one before ended and looks at nothing else. */
    private static final String SELECT = """
            SELECT alert, rollup, generation, group_key, state, dimensions, window_start, window_end, since, events, measures,
                changed_at
            FROM millrace.alerts WHERE tenant = ? AND pipeline = ?
                AND (alert, rollup, generation, group_key) > (?, ?, ?, ?) AND (alert) <= (?) LIMIT ?""";

    private static final String DELETE = """
            DELETE FROM millrace.alerts USING TIMESTAMP ?
            WHERE tenant = ? AND pipeline = ? AND alert = ? AND rollup = ? AND generation = ? AND group_key = ?""";

    /** Behind the names of all alerts. */
    private static final String LAST = "~";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement delete;

    public AlertsTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
        delete = prepare(DELETE);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: what is written is absolute and carries its own time, so once or twice is the same.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /**
     * Writes the row unless a greater revision of it is there.
     *
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(AlertRow row, int ttlSeconds) {
        AlertRow.Key key = row.key();
        return insert.boundStatementBuilder()
                .setString(0, key.tenant())
                .setString(1, key.pipeline())
                .setString(2, key.alert())
                .setString(3, key.rollup())
                .setInt(4, key.generation())
                .setByteBuffer(5, ByteBuffer.wrap(key.group().bytes()))
                .setString(6, row.state().text())
                .setString(7, row.dimensions())
                .setInstant(8, Instant.ofEpochMilli(row.windowStart()))
                .setInstant(9, Instant.ofEpochMilli(row.windowEnd()))
                .setInstant(10, Instant.ofEpochMilli(row.since()))
                .setLong(11, row.events())
                .setString(12, row.measures())
                .setInstant(13, Instant.ofEpochMilli(row.at()))
                .setLong(14, row.revision())
                .setInt(15, ttlSeconds)
                .build();
    }

    /**
     * Deletes the row unless a greater revision of it is there; a smaller one that comes later stays deleted.
     *
     * @param revision of the deletion
     */
    public BoundStatement delete(AlertRow.Key key, long revision) {
        return delete.bind(
                revision,
                key.tenant(),
                key.pipeline(),
                key.alert(),
                key.rollup(),
                key.generation(),
                ByteBuffer.wrap(key.group().bytes()));
    }

    /**
     * The alerts of a pipeline behind a key, in the order of alert, rollup, generation and group. The revision of what is read is 0.
     *
     * @param after of the pipeline that is read; need not be there
     * @param lastAlert none behind this one; empty = all
     * @param most alerts that are read
     * @return fails as the driver does
     */
    public CompletionStage<List<AlertRow>> read(AlertRow.Key after, Optional<String> lastAlert, int most) {
        BoundStatement statement = select.bind(
                after.tenant(),
                after.pipeline(),
                after.alert(),
                after.rollup(),
                after.generation(),
                ByteBuffer.wrap(after.group().bytes()),
                lastAlert.orElse(LAST),
                most);
        List<AlertRow> rows = new ArrayList<>();
        return session.executeAsync(statement)
                .thenCompose(page -> drain(page, after.tenant(), after.pipeline(), rows::add))
                .thenApply(read -> rows);
    }

    private static CompletionStage<Void> drain(
            AsyncResultSet page, String tenant, String pipeline, Consumer<AlertRow> receiver) {
        page.currentPage().forEach(row -> receiver.accept(toRow(row, tenant, pipeline)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, tenant, pipeline, receiver))
                : CompletableFuture.completedStage(null);
    }

    private static AlertRow toRow(Row row, String tenant, String pipeline) {
        AlertRow.Key key = new AlertRow.Key(
                tenant, pipeline, row.getString(1), row.getInt(2), row.getString(0), new GroupKey(Blob.bytes(row, 3)));
        return new AlertRow(
                key,
                AlertRow.State.of(row.getString(4)).orElseThrow(),
                row.getString(5),
                row.getInstant(6).toEpochMilli(),
                row.getInstant(7).toEpochMilli(),
                row.getInstant(8).toEpochMilli(),
                row.getLong(9),
                row.getString(10),
                row.getInstant(11).toEpochMilli(),
                0);
    }
}
