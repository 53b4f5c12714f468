package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.model.event.ArchivedEvent;
import io.millrace.model.event.EventId;
import io.millrace.model.window.TimeInterval;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Table {@code archive}: every copy of every accepted event, as it stands in its topic. Thread-safe; the table must exist ({@link Schema}).
 */
public final class ArchiveTable {
    static final String NAME = "archive";

    private static final long BUCKET_MILLIS = Duration.ofHours(1).toMillis();

    // Written once, in the order of time, then only read and expired: what was written on one day is dropped as whole
    // files. Expired rows can't come back, since every replica holds the expiry itself: no need to keep their remains
    // for the usual ten days.
    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.archive (
                tenant text,
                pipeline text,
                bucket bigint,
                shard int,
                event_time timestamp,
                event_id uuid,
                partition int,
                offset bigint,
                append_time timestamp,
                payload blob,
                PRIMARY KEY ((tenant, pipeline, bucket, shard), event_time, event_id, partition, offset)
            ) WITH compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS',
                  'compaction_window_size': 1}
              AND gc_grace_seconds = 86400
              AND comment = 'Accepted events. bucket is the hour of the event time, shard the partition of the topic.'""";

    private static final String INSERT = """
            INSERT INTO millrace.archive (tenant, pipeline, bucket, shard, event_time, event_id, partition, offset,
                append_time, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String SELECT = """
            SELECT event_time, event_id, partition, offset, append_time, payload FROM millrace.archive
            WHERE tenant = ? AND pipeline = ? AND bucket = ? AND shard = ?""";

    private static final String SELECT_TIMES = SELECT + " AND event_time >= ? AND event_time < ?";

    private static final String DELETE = """
            DELETE FROM millrace.archive USING TIMESTAMP ?
            WHERE tenant = ? AND pipeline = ? AND bucket = ? AND shard = ?""";

    private static final String LATEST_WRITE = """
            SELECT MAX(WRITETIME(payload)) FROM millrace.archive
            WHERE tenant = ? AND pipeline = ? AND bucket = ? AND shard = ?""";

    private static final Duration SCAN = Duration.ofSeconds(30);

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement selectTimes;
    private final PreparedStatement delete;
    private final PreparedStatement latestWrite;

    public ArchiveTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
        selectTimes = prepare(SELECT_TIMES);
        delete = prepare(DELETE);
        latestWrite = prepare(LATEST_WRITE);
    }

    /**
     * A Cassandra partition of archived events.
     *
     * @param bucket hours since the epoch
     * @param shard partition of the events topic
     */
    public record Partition(String tenant, String pipeline, long bucket, int shard) {}

    /** The partition that holds an event. */
    public static Partition partitionOf(ArchivedEvent event) {
        return new Partition(event.tenant(), event.pipeline(), bucketOf(event.eventTime()), event.partition());
    }

    /** Number of the bucket that holds an event time in ms since the epoch. */
    public static long bucketOf(long eventTime) {
        return Math.floorDiv(eventTime, BUCKET_MILLIS);
    }

    /** The event times of a bucket. */
    public static TimeInterval timesOf(long bucket) {
        return new TimeInterval(bucket * BUCKET_MILLIS, (bucket + 1) * BUCKET_MILLIS);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: the same record of the topic is the same row, written with the same time.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /**
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(ArchivedEvent event, int ttlSeconds) {
        return insert(event, event.appendTime() * 1_000, ttlSeconds);
    }

    /**
     * The same again, for an event that may have been archived before and have expired: of two writes of one time the expired one would win.
     *
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insertAgain(ArchivedEvent event, int ttlSeconds) {
        return insert(event, event.appendTime() * 1_000 + 1, ttlSeconds);
    }

    private BoundStatement insert(ArchivedEvent event, long writeTime, int ttlSeconds) {
        return bind(insert, partitionOf(event))
                .setInstant(4, Instant.ofEpochMilli(event.eventTime()))
                .setUuid(5, event.id().toUuid())
                .setInt(6, event.partition())
                .setLong(7, event.offset())
                .setInstant(8, Instant.ofEpochMilli(event.appendTime()))
                .setByteBuffer(9, ByteBuffer.wrap(event.payload()))
                .setLong(10, writeTime)
                .setInt(11, ttlSeconds)
                .build();
    }

    /**
     * Hands over every event of a partition, in the order of event time, id, topic partition and offset, page by page.
     *
     * @param receiver called from the driver's threads, never by two at once; must not block
     * @return completes after the last event; fails as the driver does, or with what the receiver throws
     */
    public CompletionStage<Void> read(Partition partition, Consumer<ArchivedEvent> receiver) {
        return session.executeAsync(bind(select, partition).build())
                .thenCompose(page -> drain(page, partition, receiver));
    }

    /**
     * The events of a partition whose event time is in {@code [from, until)}, in the same order. Blocks for each page; fails as the driver does.
     *
     * @param from ms since the epoch
     * @param until ms since the epoch, exclusive
     */
    public Iterator<ArchivedEvent> iterator(Partition partition, long from, long until) {
        BoundStatement statement = bind(selectTimes, partition)
                .setInstant(4, Instant.ofEpochMilli(from))
                .setInstant(5, Instant.ofEpochMilli(until))
                .build();
        Iterator<Row> rows = session.execute(statement).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public ArchivedEvent next() {
                return toEvent(rows.next(), partition);
            }
        };
    }

    /** All partitions that there are of a pipeline, in no order. Looks at the key of every partition of the table. */
    public List<Partition> partitions(String tenant, String pipeline) {
        List<Partition> found = new ArrayList<>();
        SimpleStatement keys = SimpleStatement.newInstance(
                        "SELECT DISTINCT tenant, pipeline, bucket, shard FROM millrace.archive")
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setTimeout(Duration.ofSeconds(30));
        for (Row row : session.execute(keys)) {
            if (tenant.equals(row.getString(0)) && pipeline.equals(row.getString(1))) {
                found.add(new Partition(tenant, pipeline, row.getLong(2), row.getInt(3)));
            }
        }
        return found;
    }

    /**
     * The latest time that an event of a partition was written with: as its topic's broker said when it was appended. None if there is no event. Blocks; fails as the
     * driver does.
     */
    public OptionalLong latestWrite(Partition partition) {
        Row row = session.execute(bind(latestWrite, partition, 0).build().setTimeout(SCAN))
                .one();
        return row == null || row.isNull(0) ? OptionalLong.empty() : OptionalLong.of(row.getLong(0));
    }

    /**
     * Deletes all events of a partition that were written with this time or an earlier one.
     *
     * @param writeTime as {@link #latestWrite} says it
     */
    public BoundStatement delete(Partition partition, long writeTime) {
        return bind(delete, partition, 1).setLong(0, writeTime).build();
    }

    private static CompletionStage<Void> drain(
            AsyncResultSet page, Partition partition, Consumer<ArchivedEvent> receiver) {
        page.currentPage().forEach(row -> receiver.accept(toEvent(row, partition)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drain(next, partition, receiver))
                : CompletableFuture.completedStage(null);
    }

    private static ArchivedEvent toEvent(Row row, Partition partition) {
        UUID id = row.getUuid(1);
        return new ArchivedEvent(
                partition.tenant(),
                partition.pipeline(),
                row.getInstant(0).toEpochMilli(),
                new EventId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
                row.getInt(2),
                row.getLong(3),
                row.getInstant(4).toEpochMilli(),
                Blob.bytes(row, 5));
    }

    private static BoundStatementBuilder bind(PreparedStatement prepared, Partition partition) {
        return bind(prepared, partition, 0);
    }

    /** Binds what names the partition, from the parameter at {@code first} on. */
    private static BoundStatementBuilder bind(PreparedStatement prepared, Partition partition, int first) {
        return prepared.boundStatementBuilder()
                .setString(first, partition.tenant())
                .setString(first + 1, partition.pipeline())
                .setLong(first + 2, partition.bucket())
                .setInt(first + 3, partition.shard());
    }
}
