package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.cassandra.RollupPacksTable;
import io.millrace.cassandra.RollupsTable;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;

/** Writes rows and packs of them, which are absolute and all of one revision. What fails ends the task, which Spark runs again. Not thread-safe. */
final class RowWriter implements Tables.Sink {
    private static final PartitionBatches.Limits LIMITS = new PartitionBatches.Limits(2_000, 16, 1);

    private final PartitionBatches<RollupRow> rows;
    private final PartitionBatches<RowPack> packs;

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

    private record Packs(RollupPacksTable table, int ttlSeconds) implements PartitionBatches.Statements<RowPack> {
        @Override
        public Object partitionOf(RowPack pack) {
            return pack.partition();
        }

        @Override
        public int bytesOf(RowPack pack) {
            return pack.content().length;
        }

        @Override
        public BoundStatement statementOf(RowPack pack) {
            return table.insert(pack, ttlSeconds);
        }
    }

    /**
     * @param ttlSeconds how long rows are kept; 0 = for ever
     */
    RowWriter(CqlSession session, int ttlSeconds) {
        rows = new PartitionBatches<>(session, new Rows(new RollupsTable(session), ttlSeconds), LIMITS);
        packs = new PartitionBatches<>(session, new Packs(new RollupPacksTable(session), ttlSeconds), LIMITS);
    }

    @Override
    public void write(RollupRow row) {
        rows.write(row);
    }

    @Override
    public void write(RowPack pack) {
        packs.write(pack);
    }

    @Override
    public void finish() {
        rows.finish();
        packs.finish();
    }
}
