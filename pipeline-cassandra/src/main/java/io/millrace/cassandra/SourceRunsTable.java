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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Table {@code source_runs}: every run of every source that ended, the newest first, for 30 days. Thread-safe; the table must exist ({@link Schema}).
 *
 * <p>A source's runs that ended in one week share a partition, so that it stays small for one that runs each second. A run may have started long
 * before: those of a time are looked for in all the weeks that are kept.
 */
public final class SourceRunsTable {
    static final String NAME = "source_runs";

    // Written once, in the order of time, then only read and expired.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.source_runs (
                tenant text,
                pipeline text,
                source text,
                week int,
                started timestamp,
                number bigint,
                subject text,
                ended timestamp,
                accepted bigint,
                rejected bigint,
                error text,
                PRIMARY KEY ((tenant, pipeline, source, week), started, number)
            ) WITH CLUSTERING ORDER BY (started DESC, number DESC)
              AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS',
                  'compaction_window_size': 1}
              AND gc_grace_seconds = 86400
              AND comment = 'Runs of sources that ended, the newest first.'""";

    private static final Duration KEPT = Duration.ofDays(30);

    /** How much later than it ended a run is written, at most: as long as the topic keeps it. */
    private static final Duration LATEST = Duration.ofDays(7);

    /** How far clocks may be apart. */
    private static final Duration SKEW = Duration.ofHours(1);

    private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();

    private static final Comparator<SourceRunRow> NEWEST_FIRST = Comparator.comparing(
                    (SourceRunRow run) -> run.key().place().startedAt())
            .thenComparing(run -> run.key().place().number())
            .reversed();

    private static final String INSERT = """
            INSERT INTO millrace.source_runs (tenant, pipeline, source, week, started, number, subject, ended, accepted, rejected, error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL\s""" + KEPT.toSeconds();

    /** Both bounds are of the clustering columns, so a read goes on where the one before ended and looks at nothing else. */
    private static final String SELECT = """
            SELECT started, number, subject, ended, accepted, rejected, error
            FROM millrace.source_runs WHERE tenant = ? AND pipeline = ? AND source = ? AND week = ?
                AND (started, number) >= (?, ?) AND (started, number) < (?, ?) LIMIT ?""";

    private static final String DELETE = """
            DELETE FROM millrace.source_runs USING TIMESTAMP ? WHERE tenant = ? AND pipeline = ? AND source = ? AND week = ?""";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement delete;

    public SourceRunsTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
        delete = prepare(DELETE);
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
                .setInt(3, weekOf(run.endedAt()))
                .setInstant(4, run.key().place().startedAt())
                .setLong(5, run.key().place().number())
                .setString(6, run.subject())
                .setInstant(7, run.endedAt())
                .setLong(8, run.accepted())
                .setLong(9, run.rejected())
                .setLong(11, run.endedAt().toEpochMilli() * 1_000);
        // What is not there stays unset: a null would be kept as a tombstone.
        return run.error()
                .map(error -> statement.setString(10, error))
                .orElse(statement)
                .build();
    }

    /**
     * Runs of a source, the newest first.
     *
     * @param from the oldest place that is read; need not be there, as {@code before}
     * @param before only older ones are read
     * @param most runs that are read, at most 5,000
     * @param now tells which weeks are kept
     * @return fails as the driver does
     */
    public CompletionStage<List<SourceRunRow>> read(
            SourceRunRow.Source source, SourceRunRow.Place from, SourceRunRow.Place before, int most, Instant now) {
        CompletionStage<Stream<SourceRunRow>> all = CompletableFuture.completedStage(Stream.empty());
        for (int week = weekOf(now.minus(KEPT).minus(LATEST)); week <= weekOf(now.plus(SKEW)); week++) {
            // The newest of all weeks are among the newest of each.
            all = all.thenCombine(ofWeek(source, week, from, before, most), Stream::concat);
        }
        return all.thenApply(runs -> runs.sorted(NEWEST_FIRST).limit(most).toList());
    }

    private CompletionStage<Stream<SourceRunRow>> ofWeek(
            SourceRunRow.Source source, int week, SourceRunRow.Place from, SourceRunRow.Place before, int most) {
        BoundStatement statement = select.bind(
                        source.tenant(),
                        source.pipeline(),
                        source.source(),
                        week,
                        from.startedAt(),
                        from.number(),
                        before.startedAt(),
                        before.number(),
                        most)
                .setPageSize(most);
        return session.executeAsync(statement)
                .thenApply(page -> StreamSupport.stream(page.currentPage().spliterator(), false)
                        .map(row -> toRun(row, source)));
    }

    /**
     * Deletes all runs of a pipeline that ended until a time. Looks at every partition there is.
     *
     * @return none if there is no run
     */
    public List<BoundStatement> deletions(String tenant, String pipeline, Instant until) {
        List<BoundStatement> deletions = new ArrayList<>();
        for (Row key : Purging.keys(session, NAME, "tenant, pipeline, source, week")) {
            if (tenant.equals(key.getString(0)) && pipeline.equals(key.getString(1))) {
                deletions.add(
                        delete.bind(until.toEpochMilli() * 1_000, tenant, pipeline, key.getString(2), key.getInt(3)));
            }
        }
        return deletions;
    }

    /** Weeks since the epoch. */
    private static int weekOf(Instant time) {
        return Math.toIntExact(Math.floorDiv(time.toEpochMilli(), WEEK_MILLIS));
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
