package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RowPack;
import java.nio.ByteBuffer;

/**
 * Table {@code rollup_packs}: what a batch wrote, the windows of one group in a partition as one row. The partitions are those of {@link RollupsTable}, which has what the
 * stream writes; {@link StoredRollups} reads both. Thread-safe; the table must exist ({@link Schema}).
 */
public final class RollupPacksTable {
    static final String NAME = "rollup_packs";

    // Each generation is written once, then only read, and deleted by whole partitions.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.rollup_packs (
                tenant text,
                pipeline text,
                rollup text,
                generation int,
                bucket bigint,
                shard int,
                group_key blob,
                window_start timestamp,
                windows int,
                content blob,
                PRIMARY KEY ((tenant, pipeline, rollup, generation, bucket, shard), group_key, window_start)
            ) WITH compaction = {'class': 'UnifiedCompactionStrategy', 'scaling_parameters': 'T4'}
              AND comment = 'What windows of groups came to in recomputed generations; window_start is of the first in content.'""";

    private static final String INSERT = """
            INSERT INTO millrace.rollup_packs (tenant, pipeline, rollup, generation, bucket, shard, group_key, window_start,
                windows, content)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String DELETE_PARTITION = """
            DELETE FROM millrace.rollup_packs USING TIMESTAMP ?
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?""";

    private static final String SELECT = """
            SELECT group_key, window_start, windows, content FROM millrace.rollup_packs
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?""";

    private static final String SELECT_GROUP = SELECT + " AND group_key = ?";

    private final PreparedStatement insert;
    private final PreparedStatement deletePartition;
    private final PreparedStatement select;
    private final PreparedStatement selectGroup;

    public RollupPacksTable(CqlSession session) {
        insert = RollupStatements.prepare(session, INSERT);
        deletePartition = RollupStatements.prepare(session, DELETE_PARTITION);
        select = RollupStatements.prepare(session, SELECT);
        selectGroup = RollupStatements.prepare(session, SELECT_GROUP);
    }

    /**
     * Writes the pack unless a greater revision of it is there.
     *
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(RowPack pack, int ttlSeconds) {
        return RollupStatements.bind(insert, pack.partition(), 0)
                .setBytesUnsafe(6, ByteBuffer.wrap(pack.group().bytes()))
                .setBytesUnsafe(7, Encoded.timestamp(pack.windowStart()))
                .setBytesUnsafe(8, Encoded.integer(pack.windows()))
                .setBytesUnsafe(9, ByteBuffer.wrap(pack.content()))
                .setBytesUnsafe(10, Encoded.bigint(pack.revision()))
                .setBytesUnsafe(11, Encoded.integer(ttlSeconds))
                .build();
    }

    BoundStatement delete(RollupRow.Partition partition, long revision) {
        return RollupStatements.bind(deletePartition, partition, 1)
                .setBytesUnsafe(0, Encoded.bigint(revision))
                .build();
    }

    /** All packs of a partition: a partition has few windows, so that little is read that is not asked for. */
    BoundStatement select(RollupRow.Partition partition) {
        return RollupStatements.bind(select, partition, 0).build();
    }

    BoundStatement select(RollupRow.Partition partition, GroupKey group) {
        BoundStatementBuilder bound = RollupStatements.bind(selectGroup, partition, 0);
        return bound.setBytesUnsafe(6, ByteBuffer.wrap(group.bytes())).build();
    }

    static RowPack toPack(Row row, RollupRow.Partition partition) {
        return new RowPack(
                partition,
                new GroupKey(Blob.bytes(row, 0)),
                row.getInstant(1).toEpochMilli(),
                row.getInt(2),
                Blob.bytes(row, 3),
                0);
    }
}
