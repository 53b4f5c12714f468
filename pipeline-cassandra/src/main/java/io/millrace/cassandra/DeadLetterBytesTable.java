package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Table {@code dead_letter_bytes}: what could not be used, as it came, by the letter's id. Thread-safe; the table must exist ({@link Schema}).
 */
public final class DeadLetterBytesTable {
    static final String NAME = "dead_letter_bytes";

    static final String CREATE = """
            CREATE TABLE IF NOT EXISTS millrace.dead_letter_bytes (
                tenant text,
                id uuid,
                at timestamp,
                original blob,
                PRIMARY KEY ((tenant, id))
            ) WITH compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS',
                  'compaction_window_size': 1}
              AND gc_grace_seconds = 86400
              AND comment = 'The bytes of records that could not be used. at leads to the row of dead_letters.'""";

    private static final String INSERT = """
            INSERT INTO millrace.dead_letter_bytes (tenant, id, at, original) VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?""";

    private static final String SELECT =
            "SELECT at, original FROM millrace.dead_letter_bytes WHERE tenant = ? AND id = ?";

    private static final String DELETE =
            "DELETE FROM millrace.dead_letter_bytes USING TIMESTAMP ? WHERE tenant = ? AND id = ?";

    private final CqlSession session;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement delete;

    public DeadLetterBytesTable(CqlSession session) {
        this.session = session;
        insert = prepare(INSERT);
        select = prepare(SELECT);
        delete = prepare(DELETE);
    }

    private PreparedStatement prepare(String cql) {
        // Idempotent: a letter never changes.
        return session.prepare(SimpleStatement.newInstance(cql)
                .setIdempotent(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    /**
     * The bytes of a letter.
     *
     * @param at when it was written: leads to its row in {@link DeadLettersTable}
     */
    public record Found(Instant at, byte[] original) {}

    /**
     * @param ttlSeconds how long it is kept from now; 0 = for ever
     */
    public BoundStatement insert(String tenant, UUID id, Instant at, byte[] original, int ttlSeconds) {
        return insert.boundStatementBuilder()
                .setString(0, tenant)
                .setUuid(1, id)
                .setInstant(2, at)
                .setByteBuffer(3, ByteBuffer.wrap(original))
                .setLong(4, at.toEpochMilli() * 1000)
                .setInt(5, ttlSeconds)
                .build();
    }

    /** Deletes the bytes of a letter for ever: no other has its id. */
    public BoundStatement delete(String tenant, UUID id) {
        return delete.bind(Purging.FOR_EVER, tenant, id);
    }

    public CompletionStage<Optional<Found>> find(String tenant, UUID id) {
        return session.executeAsync(select.bind(tenant, id))
                .thenApply(page -> Optional.ofNullable(page.one()).map(DeadLetterBytesTable::toFound));
    }

    private static Found toFound(Row row) {
        return new Found(Objects.requireNonNull(row.getInstant(0)), Blob.bytes(row, 1));
    }
}
