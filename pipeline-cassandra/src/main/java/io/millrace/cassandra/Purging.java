package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;

/** What tables share when rows are deleted for good. */
public final class Purging {
    /**
     * Write time of deletions of keys that are never used again, in µs: whatever is still on its way to such a key, by whichever clock, loses.
     */
    public static final long FOR_EVER = Instant.parse("3000-01-01T00:00:00Z").getEpochSecond() * 1_000_000;

    private static final Duration SCAN = Duration.ofSeconds(30);

    private Purging() {}

    /** The keys of all partitions of a table, read page by page. Looks at every partition there is. */
    static Iterable<Row> keys(CqlSession session, String table, String columns) {
        return session.execute(SimpleStatement.newInstance("SELECT DISTINCT " + columns + " FROM millrace." + table)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setTimeout(SCAN));
    }
}
