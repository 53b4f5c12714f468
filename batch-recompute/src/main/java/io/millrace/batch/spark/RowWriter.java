package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.RollupsTable;
import io.millrace.model.rollup.RollupRow;

/** Writes rows, which are absolute and all of one revision. What fails ends the task, which Spark runs again. Not thread-safe. */
final class RowWriter implements Tables.Sink {
    private static final PartitionBatches.Limits LIMITS = new PartitionBatches.Limits(2_000, 16, 1);

    private final PartitionBatches<RollupRow> batches;

    private record Rows(RollupsTable table, int ttlSeconds) implements PartitionBatches.Statements<RollupRow> {
        @Override
        public Object partitionOf(RollupRow row) {
            return row.key().partition();
        }

        @Override
        public int bytesOf(RollupRow row) {
            return row.state().length + row.measures().length();
        }

        @Override
        public BoundStatement statementOf(RollupRow row) {
            return table.insert(row, ttlSeconds);
        }
    }

    /**
     * @param ttlSeconds how long rows are kept; 0 = for ever
     */
    RowWriter(CqlSession session, RollupsTable table, int ttlSeconds) {
        batches = new PartitionBatches<>(session, new Rows(table, ttlSeconds), LIMITS);
    }

    @Override
    public void write(RollupRow row) {
        batches.write(row);
    }

    @Override
    public void finish() {
        batches.finish();
    }
}
