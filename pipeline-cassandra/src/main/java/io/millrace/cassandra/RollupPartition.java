package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayList;
import java.util.List;

/** The key of partitions, which tables of rollups share. */
final class RollupPartition {
    private RollupPartition() {}

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
