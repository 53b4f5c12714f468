package io.millrace.benchmarks.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;

/**
 * Those that Spark writes, which knows nothing of Millrace: in a table of their own. The rows of a window share a partition, so that the connector can send them in
 * batches, as Millrace does.
 */
final class SparkRows implements StoredRows {
    private static final String SELECT =
            "SELECT name, readings, total, most FROM bench.rollups WHERE rollup = ? AND window_start = ?";

    private final CqlSession session;
    private final PreparedStatement ofWindow;
    private final PreparedStatement ofGroup;

    private SparkRows(CqlSession session) {
        this.session = session;
        ofWindow = session.prepare(SELECT);
        ofGroup = session.prepare(SELECT + " AND name = ?");
    }

    /** Makes the table, which the applications of {@code benchmarks/spark} know by name. */
    static SparkRows create(CqlSession session) {
        session.execute("CREATE KEYSPACE IF NOT EXISTS bench"
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE IF NOT EXISTS bench.rollups (rollup text, window_start timestamp, name text,"
                + " readings bigint, total bigint, most bigint, PRIMARY KEY ((rollup, window_start), name))");
        return new SparkRows(session);
    }

    @Override
    public void read(String rollup, TimeInterval windows, RollupTotals into) {
        for (long start = windows.from(); start < windows.until(); start += Corpus.WINDOW_MILLIS) {
            for (Row row : session.execute(ofWindow.bind(rollup, Instant.ofEpochMilli(start)))) {
                String group = String.valueOf(row.getString(0));
                into.add(
                        new RollupTotals.Row(rollup, start, group),
                        new RollupTotals.Totals(row.getLong(1), row.getLong(2), row.getLong(3)));
            }
        }
    }

    @Override
    public boolean has(String rollup, long windowStart, String group) {
        return session.execute(ofGroup.bind(rollup, Instant.ofEpochMilli(windowStart), group))
                        .one()
                != null;
    }
}
