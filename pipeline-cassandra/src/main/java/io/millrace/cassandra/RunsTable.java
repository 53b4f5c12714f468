package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Table {@code runs}: what was done with stored history, and how far it is. Thread-safe; the table must exist ({@link Schema}). */
public final class RunsTable {
    static final String NAME = "runs";

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.runs (
                tenant text,
                id timeuuid,
                kind text,
                pipeline text,
                rollups frozen<list<text>>,
                serves_from timestamp,
                serves_until timestamp,
                who text,
                state text,
                percent int,
                events bigint,
                rows bigint,
                equal bigint,
                wrong bigint,
                generations frozen<list<int>>,
                message text,
                differences frozen<list<text>>,
                started timestamp,
                heartbeat timestamp,
                ended timestamp,
                PRIMARY KEY ((tenant), id)
            ) WITH CLUSTERING ORDER BY (id DESC)
              AND comment = 'Recomputes and comparisons of history, the newest first; a row is written again each second.'""";

    private static final Duration KEPT = Duration.ofDays(400);

    /** All but the differences, which can be long. */
    private static final String COLUMNS =
            "id, kind, pipeline, rollups, serves_from, serves_until, who, state, percent, events, rows, equal, wrong,"
                    + " generations, message, started, heartbeat, ended";

    private static final String ALL_COLUMNS = COLUMNS + ", differences";

    private static final String INSERT = "INSERT INTO millrace.runs (" + ALL_COLUMNS
            + ", tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL "
            + KEPT.toSeconds();

    private static final String SELECT =
            "SELECT " + COLUMNS + " FROM millrace.runs WHERE tenant = ? AND id < ? LIMIT ?";

    private static final String SELECT_ONE =
            "SELECT " + ALL_COLUMNS + " FROM millrace.runs WHERE tenant = ? AND id = ?";

    private static final String DELETE = "DELETE FROM millrace.runs USING TIMESTAMP ? WHERE tenant = ? AND id = ?";

    /** Behind all that there will be: time-based UUIDs are sorted by time. */
    private static final UUID NEWEST =
            Uuids.endOf(Instant.parse("3000-01-01T00:00:00Z").toEpochMilli());

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement selectOne;
    private final PreparedStatement delete;

    public RunsTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
        selectOne = prepare(SELECT_ONE);
        delete = prepare(DELETE);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: a run alone writes its row, whole and one state after the other.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /** The id of a run that begins now. */
    public static UUID newId() {
        return Uuids.timeBased();
    }

    /** Writes the run as it is now. */
    public BoundStatement put(Run run) {
        BoundStatementBuilder statement = insert.boundStatementBuilder()
                .setUuid(0, run.id())
                .setString(1, run.kind().text())
                .setString(2, run.pipeline())
                .setList(3, run.rollups(), String.class)
                .setInstant(4, run.from())
                .setInstant(5, run.until())
                .setString(6, run.who())
                .setString(7, run.state().text())
                .setInt(8, run.percent())
                .setLong(9, run.events())
                .setLong(10, run.rows())
                .setLong(11, run.equal())
                .setLong(12, run.wrong())
                .setList(13, run.generations(), Integer.class)
                .setString(14, run.message())
                .setInstant(15, run.started())
                .setInstant(16, run.heartbeat())
                .setList(18, run.differences(), String.class)
                .setString(19, run.tenant());
        return run.ended()
                .map(ended -> statement.setInstant(17, ended))
                .orElse(statement)
                .build();
    }

    /** Deletes a run for ever: no other has its id. */
    public BoundStatement delete(Run run) {
        return delete.bind(Purging.FOR_EVER, run.tenant(), run.id());
    }

    /**
     * The runs of a tenant, the newest first, each without its differences.
     *
     * @param olderThan only those older than this one, which need not be there; empty = all
     * @param most runs that are read, at most 5,000
     * @return fails as the driver does
     */
    public CompletionStage<List<Run>> read(String tenant, Optional<UUID> olderThan, int most) {
        BoundStatement statement =
                select.bind(tenant, olderThan.orElse(NEWEST), most).setPageSize(most);
        return session.executeAsync(statement).thenApply(page -> {
            List<Run> runs = new ArrayList<>();
            page.currentPage().forEach(row -> runs.add(toRun(row, tenant, List.of())));
            return runs;
        });
    }

    /**
     * One run.
     *
     * @param id time-based: the server refuses any other
     * @return fails as the driver does
     */
    public CompletionStage<Optional<Run>> find(String tenant, UUID id) {
        return session.executeAsync(selectOne.bind(tenant, id)).thenApply(page -> Optional.ofNullable(page.one())
                .map(row -> toRun(row, tenant, row.getList(18, String.class))));
    }

    private static Run toRun(Row row, String tenant, List<String> differences) {
        return new Run(
                tenant,
                row.getUuid(0),
                Run.Kind.of(row.getString(1)).orElseThrow(),
                row.getString(2),
                row.getList(3, String.class),
                row.getInstant(4),
                row.getInstant(5),
                row.getString(6),
                Run.State.of(row.getString(7)).orElseThrow(),
                row.getInt(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getList(13, Integer.class),
                row.getString(14),
                differences,
                row.getInstant(15),
                row.getInstant(16),
                Optional.ofNullable(row.getInstant(17)));
    }
}
