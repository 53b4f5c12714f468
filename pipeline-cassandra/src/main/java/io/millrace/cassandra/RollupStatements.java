package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.List;

/** What statements on the tables of rollups share: how they are prepared, and the key of partitions. */
final class RollupStatements {
    private RollupStatements() {}

    static PreparedStatement prepare(CqlSession session, String cql) {
        // Idempotent: what is written is absolute and carries its own time, so once or twice is the same.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /** Binds what names the partition, from the parameter at {@code first} on. */
    static BoundStatementBuilder bind(PreparedStatement prepared, RollupRow.Partition partition, int first) {
        return prepared.boundStatementBuilder()
                .setBytesUnsafe(first, Encoded.text(partition.tenant()))
                .setBytesUnsafe(first + 1, Encoded.text(partition.pipeline()))
                .setBytesUnsafe(first + 2, Encoded.text(partition.rollup()))
                .setBytesUnsafe(first + 3, Encoded.integer(partition.generation()))
                .setBytesUnsafe(first + 4, Encoded.bigint(partition.bucket()))
                .setBytesUnsafe(first + 5, Encoded.integer(partition.shard()));
    }

    /** All partitions that there are of a pipeline, in no order. Looks at the key of every partition of the table. */
    static List<RollupRow.Partition> all(CqlSession session, String table, String tenant, String pipeline) {
        List<RollupRow.Partition> found = new ArrayList<>();
        for (Row row : Purging.keys(session, table, "tenant, pipeline, rollup, generation, bucket, shard")) {
            if (tenant.equals(row.getString(0)) && pipeline.equals(row.getString(1))) {
                found.add(new RollupRow.Partition(
                        tenant, pipeline, row.getString(2), row.getInt(3), row.getLong(4), row.getInt(5)));
            }
        }
        return found;
    }
}
