package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Table {@code rollups}: a row is what one window of one group came to, or a part of it. Is read by {@link StoredRollups}. Thread-safe; the table must
 * exist ({@link Schema}).
 */
public final class RollupsTable {
    static final String NAME = "rollups";

    // Rows are written again and again while their window is open, and old buckets again when late events come: levels
    // keep the pieces of a row that a read must gather few. Windows of write time (TWCS) would scatter them.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.rollups (
                tenant text,
                pipeline text,
                rollup text,
                generation int,
                bucket bigint,
                shard int,
                group_key blob,
                window_start timestamp,
                part bigint,
                window_end timestamp,
                events bigint,
                measures text,
                state blob,
                PRIMARY KEY ((tenant, pipeline, rollup, generation, bucket, shard), group_key, window_start, part)
            ) WITH compaction = {'class': 'UnifiedCompactionStrategy', 'scaling_parameters': 'L4'}
              AND comment = 'What windows of groups came to. measures is for people; state is what is merged.'""";

    private static final String INSERT = """
            INSERT INTO millrace.rollups (tenant, pipeline, rollup, generation, bucket, shard, group_key, window_start, part,
                window_end, events, measures, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String DELETE = """
            DELETE FROM millrace.rollups USING TIMESTAMP ?
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?
                AND group_key = ? AND window_start = ? AND part = ?""";

    private static final String DELETE_PARTITION = """
            DELETE FROM millrace.rollups USING TIMESTAMP ?
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?""";

    private static final String SELECT = """
            SELECT group_key, window_start, part, window_end, events, state FROM millrace.rollups
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?""";

    // Filtered within the one partition, so that a read of one window does not bring a whole bucket over the network.
    private static final String SELECT_WINDOWS = SELECT + " AND window_start >= ? AND window_start < ? ALLOW FILTERING";

    private static final String SELECT_GROUP = SELECT + " AND group_key = ? AND window_start >= ? AND window_start < ?";

    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement deletePartition;
    private final PreparedStatement selectWindows;
    private final PreparedStatement selectGroup;

    public RollupsTable(CqlSession session) {
        insert = RollupStatements.prepare(session, INSERT);
        delete = RollupStatements.prepare(session, DELETE);
        deletePartition = RollupStatements.prepare(session, DELETE_PARTITION);
        selectWindows = RollupStatements.prepare(session, SELECT_WINDOWS);
        selectGroup = RollupStatements.prepare(session, SELECT_GROUP);
    }

    /**
     * Writes the row unless a greater revision of it is there.
     *
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(RollupRow row, int ttlSeconds) {
        RollupRow.Key key = row.key();
        return RollupStatements.bind(insert, key.partition(), 0)
                .setBytesUnsafe(6, ByteBuffer.wrap(key.group().bytes()))
                .setBytesUnsafe(7, Encoded.timestamp(key.windowStart()))
                .setBytesUnsafe(8, Encoded.bigint(key.part()))
                .setBytesUnsafe(9, Encoded.timestamp(row.windowEnd()))
                .setBytesUnsafe(10, Encoded.bigint(row.events()))
                .setBytesUnsafe(11, Encoded.text(row.measures()))
                .setBytesUnsafe(12, ByteBuffer.wrap(row.state()))
                .setBytesUnsafe(13, Encoded.bigint(row.revision()))
                .setBytesUnsafe(14, Encoded.integer(ttlSeconds))
                .build();
    }

    /**
     * Deletes the row unless a greater revision of it is there; a smaller one that comes later stays deleted.
     *
     * @param revision of the deletion
     */
    public BoundStatement delete(RollupRow.Key key, long revision) {
        return RollupStatements.bind(delete, key.partition(), 1)
                .setLong(0, revision)
                .setByteBuffer(7, ByteBuffer.wrap(key.group().bytes()))
                .setInstant(8, Instant.ofEpochMilli(key.windowStart()))
                .setLong(9, key.part())
                .build();
    }

    /**
     * Deletes all rows of a partition but those with a greater revision.
     *
     * @param revision of the deletion
     */
    BoundStatement delete(RollupRow.Partition partition, long revision) {
        return RollupStatements.bind(deletePartition, partition, 1)
                .setLong(0, revision)
                .build();
    }

    /**
     * The rows whose window starts in {@code [from, to)}, in the order of group, window start and part; see {@link #toRow}.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     */
    BoundStatement select(RollupRow.Partition partition, long from, long to) {
        return RollupStatements.bind(selectWindows, partition, 0)
                .setBytesUnsafe(6, Encoded.timestamp(from))
                .setBytesUnsafe(7, Encoded.timestamp(to))
                .build();
    }

    /** Likewise, the rows of one group. */
    BoundStatement select(RollupRow.Partition partition, GroupKey group, long from, long to) {
        return RollupStatements.bind(selectGroup, partition, 0)
                .setBytesUnsafe(6, ByteBuffer.wrap(group.bytes()))
                .setBytesUnsafe(7, Encoded.timestamp(from))
                .setBytesUnsafe(8, Encoded.timestamp(to))
                .build();
    }

    static RollupRow toRow(Row row, RollupRow.Partition partition) {
        RollupRow.Key key = new RollupRow.Key(
                partition, new GroupKey(Blob.bytes(row, 0)), row.getInstant(1).toEpochMilli(), row.getLong(2));
        return new RollupRow(
                key, row.getInstant(3).toEpochMilli(), row.getLong(4), RollupRow.NO_MEASURES, Blob.bytes(row, 5), 0);
    }
}
