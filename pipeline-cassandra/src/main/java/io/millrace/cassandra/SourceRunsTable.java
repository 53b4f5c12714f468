package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Table {@code source_runs}: every run of every source that ended, the newest first, for 30 days. Thread-safe; the table must exist ({@link Schema}).
 */
public final class SourceRunsTable {
    static final String NAME = "source_runs";

    // Written once, in the order of time, then only read and expired.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.source_runs (
                tenant text,
                pipeline text,
                source text,
                started timestamp,
                number bigint,
                subject text,
                ended timestamp,
                accepted bigint,
                rejected bigint,
                error text,
                PRIMARY KEY ((tenant, pipeline, source), started, number)
            ) WITH CLUSTERING ORDER BY (started DESC, number DESC)
              AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS',
                  'compaction_window_size': 1}
              AND gc_grace_seconds = 86400
              AND comment = 'Runs of sources that ended, the newest first.'""";

    private static final Duration KEPT = Duration.ofDays(30);

    private static final String INSERT = """
            INSERT INTO millrace.source_runs (tenant, pipeline, source, started, number, subject, ended, accepted, rejected, error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL\s""" + KEPT.toSeconds();

    /** Both bounds are of the clustering columns, so a read goes on where the one before ended and looks at nothing else. */
    private static final String SELECT = """
            SELECT started, number, subject, ended, accepted, rejected, error
            FROM millrace.source_runs WHERE tenant = ? AND pipeline = ? AND source = ?
                AND (started, number) >= (?, ?) AND (started, number) < (?, ?) LIMIT ?""";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    public SourceRunsTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: a run that ended never changes.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /** Writes the run; it is kept for 30 days from now. */
    public BoundStatement insert(SourceRunRow run) {
        SourceRunRow.Source source = run.key().source();
        BoundStatementBuilder statement = insert.boundStatementBuilder()
                .setString(0, source.tenant())
                .setString(1, source.pipeline())
                .setString(2, source.source())
                .setInstant(3, run.key().place().startedAt())
                .setLong(4, run.key().place().number())
                .setString(5, run.subject())
                .setInstant(6, run.endedAt())
                .setLong(7, run.accepted())
                .setLong(8, run.rejected())
                .setLong(10, run.endedAt().toEpochMilli() * 1_000);
        // What is not there stays unset: a null would be kept as a tombstone.
        return run.error()
                .map(error -> statement.setString(9, error))
                .orElse(statement)
                .build();
    }

    /**
     * Runs of a source, the newest first.
     *
     * @param from the oldest place that is read; need not be there, as {@code before}
     * @param before only older ones are read
     * @param most runs that are read, at most 5,000
     * @return fails as the driver does
     */
    public CompletionStage<List<SourceRunRow>> read(
            SourceRunRow.Source source, SourceRunRow.Place from, SourceRunRow.Place before, int most) {
        BoundStatement statement = select.bind(
                        source.tenant(),
                        source.pipeline(),
                        source.source(),
                        from.startedAt(),
                        from.number(),
                        before.startedAt(),
                        before.number(),
                        most)
                .setPageSize(most);
        return session.executeAsync(statement).thenApply(page -> {
            List<SourceRunRow> runs = new ArrayList<>();
            page.currentPage().forEach(row -> runs.add(toRun(row, source)));
            return runs;
        });
    }

    private static SourceRunRow toRun(Row row, SourceRunRow.Source source) {
        Instant startedAt = Objects.requireNonNull(row.getInstant(0));
        return new SourceRunRow(
                new SourceRunRow.Key(source, new SourceRunRow.Place(startedAt, row.getLong(1))),
                Objects.requireNonNull(row.getString(2)),
                Objects.requireNonNull(row.getInstant(3)),
                row.getLong(4),
                row.getLong(5),
                Optional.ofNullable(row.getString(6)));
    }
}
