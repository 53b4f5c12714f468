package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.rollup.GroupKey;
import io.millrace.model.rollup.RollupRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Table {@code rollups}: a row is what one window of one group came to, or a part of it. Thread-safe; the table must exist
 * ({@link Schema}).
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
            SELECT group_key, window_start, part, window_end, events, measures, state FROM millrace.rollups
            WHERE tenant = ? AND pipeline = ? AND rollup = ? AND generation = ? AND bucket = ? AND shard = ?""";

    // Filtered within the one partition, so that a read of one window does not bring a whole bucket over the network.
    private static final String SELECT_WINDOWS = SELECT + " AND window_start >= ? AND window_start < ? ALLOW FILTERING";

    private static final String SELECT_GROUP = SELECT + " AND group_key = ? AND window_start >= ? AND window_start < ?";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement deletePartition;
    private final PreparedStatement select;
    private final PreparedStatement selectWindows;
    private final PreparedStatement selectGroup;

    public RollupsTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        delete = prepare(DELETE);
        deletePartition = prepare(DELETE_PARTITION);
        select = prepare(SELECT);
        selectWindows = prepare(SELECT_WINDOWS);
        selectGroup = prepare(SELECT_GROUP);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: what is written is absolute and carries its own time, so once or twice is the same.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /**
     * Writes the row unless a greater revision of it is there.
     *
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(RollupRow row, int ttlSeconds) {
        RollupRow.Key key = row.key();
        return bind(insert, key.partition())
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
        return bind(delete, key.partition(), 1)
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
    public BoundStatement delete(RollupRow.Partition partition, long revision) {
        return bind(deletePartition, partition, 1).setLong(0, revision).build();
    }

    /** All partitions that there are of a pipeline, in no order. Looks at the key of every partition of the table. */
    public List<RollupRow.Partition> partitions(String tenant, String pipeline) {
        List<RollupRow.Partition> found = new ArrayList<>();
        for (Row row : Purging.keys(session, NAME, "tenant, pipeline, rollup, generation, bucket, shard")) {
            if (tenant.equals(row.getString(0)) && pipeline.equals(row.getString(1))) {
                found.add(new RollupRow.Partition(
                        tenant, pipeline, row.getString(2), row.getInt(3), row.getLong(4), row.getInt(5)));
            }
        }
        return found;
    }

    /**
     * Hands over every row of a partition, in the order of group, window start and part, page by page. The revision of what is read is 0.
     *
     * @param receiver called from the driver's threads, never by two at once; must not block
     * @return completes after the last row; fails as the driver does, or with what the receiver throws
     */
    public CompletionStage<Void> read(RollupRow.Partition partition, Consumer<RollupRow> receiver) {
        return read(bind(select, partition).build(), partition, receiver);
    }

    /**
     * Likewise, the rows whose window starts in {@code [from, to)}.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     */
    public CompletionStage<Void> read(RollupRow.Partition partition, long from, long to, Consumer<RollupRow> receiver) {
        BoundStatement statement = bind(selectWindows, partition)
                .setInstant(6, Instant.ofEpochMilli(from))
                .setInstant(7, Instant.ofEpochMilli(to))
                .build();
        return read(statement, partition, receiver);
    }

    /**
     * Likewise, the rows of one group whose window starts in {@code [from, to)}.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     */
    public CompletionStage<Void> read(
            RollupRow.Partition partition, GroupKey group, long from, long to, Consumer<RollupRow> receiver) {
        BoundStatement statement = bind(selectGroup, partition)
                .setByteBuffer(6, ByteBuffer.wrap(group.bytes()))
                .setInstant(7, Instant.ofEpochMilli(from))
                .setInstant(8, Instant.ofEpochMilli(to))
                .build();
        return read(statement, partition, receiver);
    }

    /**
     * The rows of a partition whose window starts in {@code [from, to)}, in the order of group, window start and part. Blocks for each page; fails as the
     * driver does.
     *
     * @param from ms since the epoch
     * @param to ms since the epoch, exclusive
     */
    public Iterator<RollupRow> iterator(RollupRow.Partition partition, long from, long to) {
        BoundStatement statement = bind(selectWindows, partition)
                .setInstant(6, Instant.ofEpochMilli(from))
                .setInstant(7, Instant.ofEpochMilli(to))
                .build();
        Iterator<Row> rows = session.execute(statement).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public RollupRow next() {
                return toRow(rows.next(), partition);
            }
        };
    }

    private CompletionStage<Void> read(
            BoundStatement statement, RollupRow.Partition partition, Consumer<RollupRow> receiver) {
        return session.executeAsync(statement).thenCompose(page -> drain(page, partition, receiver));
    }

    private static CompletionStage<Void> drain(
            AsyncResultSet page, RollupRow.Partition partition, Consumer<RollupRow> receiver) {
        page.currentPage().forEach(row -> receiver.accept(toRow(row, partition)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, partition, receiver))
                : CompletableFuture.completedStage(null);
    }

    private static RollupRow toRow(Row row, RollupRow.Partition partition) {
        RollupRow.Key key = new RollupRow.Key(
                partition, new GroupKey(Blob.bytes(row, 0)), row.getInstant(1).toEpochMilli(), row.getLong(2));
        return new RollupRow(
                key, row.getInstant(3).toEpochMilli(), row.getLong(4), row.getString(5), Blob.bytes(row, 6), 0);
    }

    private static BoundStatementBuilder bind(PreparedStatement prepared, RollupRow.Partition partition) {
        return bind(prepared, partition, 0);
    }

    /** Binds what names the partition, from the parameter at {@code first} on. */
    private static BoundStatementBuilder bind(PreparedStatement prepared, RollupRow.Partition partition, int first) {
        return prepared.boundStatementBuilder()
                .setBytesUnsafe(first, Encoded.text(partition.tenant()))
                .setBytesUnsafe(first + 1, Encoded.text(partition.pipeline()))
                .setBytesUnsafe(first + 2, Encoded.text(partition.rollup()))
                .setBytesUnsafe(first + 3, Encoded.integer(partition.generation()))
                .setBytesUnsafe(first + 4, Encoded.bigint(partition.bucket()))
                .setBytesUnsafe(first + 5, Encoded.integer(partition.shard()));
    }
}
