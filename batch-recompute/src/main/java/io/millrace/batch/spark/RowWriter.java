package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import io.millrace.cassandra.RollupsTable;
import io.millrace.model.rollup.RollupRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Writes rows in unlogged batches of one partition each, some at a time. What it wrote can be written again: rows are absolute and all of one
 * revision. Not thread-safe.
 */
final class RowWriter implements Tables.Sink {
    private static final int BATCH_ROWS = 30;
    private static final int BATCH_BYTES = 40 << 10;
    private static final int HELD_ROWS = 2_000;
    private static final int IN_FLIGHT = 16;

    private final CqlSession session;
    private final RollupsTable table;
    private final int ttlSeconds;
    private final Map<RollupRow.Partition, List<RollupRow>> held = new LinkedHashMap<>();
    private final ArrayDeque<CompletionStage<?>> inFlight = new ArrayDeque<>();
    private int rows;

    /**
     * @param ttlSeconds how long rows are kept; 0 = for ever
     */
    RowWriter(CqlSession session, RollupsTable table, int ttlSeconds) {
        this.session = session;
        this.table = table;
        this.ttlSeconds = ttlSeconds;
    }

    @Override
    public void write(RollupRow row) {
        held.computeIfAbsent(row.key().partition(), partition -> new ArrayList<>())
                .add(row);
        if (++rows >= HELD_ROWS) {
            flush();
        }
    }

    @Override
    public void finish() {
        flush();
        while (!inFlight.isEmpty()) {
            await(inFlight.remove());
        }
    }

    private void flush() {
        held.values().forEach(this::send);
        held.clear();
        rows = 0;
    }

    private void send(List<RollupRow> ofPartition) {
        BatchStatementBuilder batch = batch();
        int bytes = 0;
        for (RollupRow row : ofPartition) {
            int size = row.state().length + row.measures().length();
            if (batch.getStatementsCount() > 0
                    && (batch.getStatementsCount() == BATCH_ROWS || bytes + size > BATCH_BYTES)) {
                execute(batch);
                batch = batch();
                bytes = 0;
            }
            batch.addStatement(table.insert(row, ttlSeconds));
            bytes += size;
        }
        execute(batch);
    }

    private static BatchStatementBuilder batch() {
        return BatchStatement.builder(BatchType.UNLOGGED)
                .setIdempotence(true)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM);
    }

    private void execute(BatchStatementBuilder batch) {
        if (inFlight.size() >= IN_FLIGHT) {
            await(inFlight.remove());
        }
        inFlight.add(session.executeAsync(batch.build()));
    }

    /** What fails ends the task, which Spark runs again. */
    private static void await(CompletionStage<?> write) {
        try {
            write.toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }
}
