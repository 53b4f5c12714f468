package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code dead_letters}: records that could not be used, the newest first, without their bytes ({@link DeadLetterBytesTable}), so that lists stay
 * small. Thread-safe; the table must exist ({@link Schema}).
 */
public final class DeadLettersTable {
    /** Partitions of a day, so that none gets too large when everything is refused. */
    public static final int SHARDS = 16;

    static final String NAME = "dead_letters";

    private static final long BUCKET_MILLIS = Duration.ofDays(1).toMillis();

    // Written once, in the order of time, then only read and expired.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.dead_letters (
                tenant text,
                bucket bigint,
                shard int,
                at timestamp,
                id uuid,
                pipeline text,
                stage text,
                code text,
                field text,
                message text,
                origin text,
                record_index bigint,
                line bigint,
                content_type text,
                header text,
                truncated boolean,
                PRIMARY KEY ((tenant, bucket, shard), at, id)
            ) WITH CLUSTERING ORDER BY (at DESC, id ASC)
              AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS',
                  'compaction_window_size': 1}
              AND gc_grace_seconds = 86400
              AND comment = 'Records that could not be used, and why. bucket is the day, shard comes of the id.'""";

    private static final String INSERT = """
            INSERT INTO millrace.dead_letters (tenant, bucket, shard, at, id, pipeline, stage, code, message, origin, record_index,
                line, content_type, truncated, field, header)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String SELECT = """
            SELECT at, id, pipeline, stage, code, message, origin, record_index, line, content_type, truncated, field, header
            FROM millrace.dead_letters WHERE tenant = ? AND bucket = ? AND shard = ?""";

    private static final String SELECT_TIMES = SELECT + " AND at >= ? AND at < ?";

    private static final String SELECT_ONE = SELECT + " AND at = ? AND id = ?";

    private static final String DELETE = """
            DELETE FROM millrace.dead_letters USING TIMESTAMP ?
            WHERE tenant = ? AND bucket = ? AND shard = ? AND at = ? AND id = ?""";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement selectTimes;
    private final PreparedStatement selectOne;
    private final PreparedStatement delete;

    public DeadLettersTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        selectTimes = prepare(SELECT_TIMES);
        selectOne = prepare(SELECT_ONE);
        delete = prepare(DELETE);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: a letter never changes.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /**
     * A Cassandra partition of dead letters.
     *
     * @param bucket days since the epoch
     */
    public record Partition(String tenant, long bucket, int shard) {}

    /** The partition that holds a letter. */
    public static Partition partitionOf(DeadLetterRow letter) {
        return partitionOf(letter.tenant(), letter.at(), letter.id());
    }

    private static Partition partitionOf(String tenant, Instant at, UUID id) {
        return new Partition(tenant, bucketOf(at), Math.floorMod(id.hashCode(), SHARDS));
    }

    /** Number of the bucket that holds a time. */
    public static long bucketOf(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), BUCKET_MILLIS);
    }

    /** When a bucket begins. */
    public static Instant startOf(long bucket) {
        return Instant.ofEpochMilli(bucket * BUCKET_MILLIS);
    }

    /**
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(DeadLetterRow letter, int ttlSeconds) {
        Partition partition = partitionOf(letter);
        var statement = insert.boundStatementBuilder()
                .setString(0, partition.tenant())
                .setLong(1, partition.bucket())
                .setInt(2, partition.shard())
                .setInstant(3, letter.at())
                .setUuid(4, letter.id())
                .setString(5, letter.pipeline())
                .setString(6, letter.stage())
                .setString(7, letter.code())
                .setString(8, letter.message())
                .setString(9, letter.origin())
                .setLong(10, letter.index())
                .setLong(11, letter.line())
                .setString(12, letter.contentType())
                .setBoolean(13, letter.truncated())
                .setLong(16, letter.at().toEpochMilli() * 1000)
                .setInt(17, ttlSeconds);
        // What is not there stays unset: a null would be kept as a tombstone.
        if (letter.field().isPresent()) {
            statement = statement.setString(14, letter.field().get());
        }
        if (letter.header().isPresent()) {
            statement = statement.setString(15, letter.header().get());
        }
        return statement.build();
    }

    /**
     * Hands over letters of a partition with a time in {@code [from, to)}, the newest first, page by page.
     *
     * @param receiver says whether it wants more; called from the driver's threads, never by two at once; must not block
     * @return completes after the last; fails as the driver does, or with what the receiver throws
     */
    public CompletionStage<Void> read(
            Partition partition, Instant from, Instant to, Predicate<DeadLetterRow> receiver) {
        BoundStatement statement =
                selectTimes.bind(partition.tenant(), partition.bucket(), partition.shard(), from, to);
        return session.executeAsync(statement).thenCompose(page -> drain(page, partition.tenant(), receiver));
    }

    /** All partitions that there are of a tenant, in no order. Looks at the key of every partition of the table. */
    public List<Partition> partitions(String tenant) {
        List<Partition> found = new ArrayList<>();
        for (Row row : Purging.keys(session, NAME, "tenant, bucket, shard")) {
            if (tenant.equals(row.getString(0))) {
                found.add(new Partition(tenant, row.getLong(1), row.getInt(2)));
            }
        }
        return found;
    }

    /** Deletes a letter for ever: no other has its id. */
    public BoundStatement delete(DeadLetterRow letter) {
        Partition partition = partitionOf(letter);
        return delete.bind(
                Purging.FOR_EVER, partition.tenant(), partition.bucket(), partition.shard(), letter.at(), letter.id());
    }

    private static CompletionStage<Void> drain(AsyncResultSet page, String tenant, Predicate<DeadLetterRow> receiver) {
        for (Row row : page.currentPage()) {
            if (!receiver.test(toLetter(row, tenant))) {
                return CompletableFuture.allOf();
            }
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, tenant, receiver))
                : CompletableFuture.allOf();
    }

    /** One letter, if it is there. */
    public CompletionStage<Optional<DeadLetterRow>> find(String tenant, Instant at, UUID id) {
        Partition partition = partitionOf(tenant, at, id);
        return session.executeAsync(selectOne.bind(partition.tenant(), partition.bucket(), partition.shard(), at, id))
                .thenApply(page -> Optional.ofNullable(page.one()).map(row -> toLetter(row, tenant)));
    }

    private static DeadLetterRow toLetter(Row row, String tenant) {
        return new DeadLetterRow(
                tenant,
                Objects.requireNonNull(row.getUuid(1)),
                Objects.requireNonNull(row.getInstant(0)),
                text(row.getString(2)),
                text(row.getString(3)),
                text(row.getString(4)),
                Optional.ofNullable(row.getString(11)),
                text(row.getString(5)),
                text(row.getString(6)),
                row.getLong(7),
                row.getLong(8),
                text(row.getString(9)),
                Optional.ofNullable(row.getString(12)),
                row.getBoolean(10));
    }

    private static String text(@Nullable String stored) {
        return stored == null ? "" : stored;
    }
}
