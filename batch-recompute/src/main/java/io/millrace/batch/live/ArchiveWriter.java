package io.millrace.batch.live;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import io.millrace.cassandra.ArchiveTable;
import io.millrace.model.event.ArchivedEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Archives events again, in unlogged batches of one Cassandra partition each, some at a time. Not thread-safe. */
final class ArchiveWriter {
    private static final int BATCH_EVENTS = 30;
    private static final int BATCH_BYTES = 40 << 10;
    private static final int HELD_EVENTS = 5_000;
    private static final int IN_FLIGHT = 32;
    private static final int TRIES = 5;

    /** What Cassandra takes at most: 20 years. */
    private static final long LONGEST_SECONDS = 630_720_000;

    private final CqlSession session;
    private final ArchiveTable table;
    private final int ttlSeconds;
    private final Map<ArchiveTable.Partition, List<ArchivedEvent>> held = new LinkedHashMap<>();
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private int heldEvents;
    private long written;

    private record Sent(BatchStatement batch, CompletionStage<?> answer) {}

    ArchiveWriter(CqlSession session, int ttlSeconds) {
        this.session = session;
        this.ttlSeconds = ttlSeconds;
        table = new ArchiveTable(session);
    }

    static int ttlSeconds(Duration kept) {
        return (int) Math.min(kept.toSeconds(), LONGEST_SECONDS);
    }

    void write(ArchivedEvent event) {
        held.computeIfAbsent(ArchiveTable.partitionOf(event), partition -> new ArrayList<>())
                .add(event);
        written++;
        if (++heldEvents >= HELD_EVENTS) {
            flush();
        }
    }

    /** Events that were given so far. */
    long written() {
        return written;
    }

    /** Whether nothing is held: now and then. */
    boolean takesStock() {
        return heldEvents == 0;
    }

    /** Waits until all is durable. */
    void finish() {
        flush();
        while (!inFlight.isEmpty()) {
            await(inFlight.remove());
        }
    }

    private void flush() {
        held.values().forEach(this::send);
        held.clear();
        heldEvents = 0;
    }

    private void send(List<ArchivedEvent> ofPartition) {
        BatchStatementBuilder batch = batch();
        int bytes = 0;
        for (ArchivedEvent event : ofPartition) {
            int size = event.payload().length;
            if (batch.getStatementsCount() > 0
                    && (batch.getStatementsCount() == BATCH_EVENTS || bytes + size > BATCH_BYTES)) {
                execute(batch);
                batch = batch();
                bytes = 0;
            }
            batch.addStatement(table.insertAgain(event, ttlSeconds));
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
        BatchStatement built = batch.build();
        inFlight.add(new Sent(built, session.executeAsync(built)));
    }

    /** What Cassandra has no time for is written again. */
    private void await(Sent sent) {
        CompletionStage<?> answer = sent.answer();
        for (int attempt = 1; ; attempt++) {
            try {
                answer.toCompletableFuture().join();
                return;
            } catch (CompletionException failure) {
                if (!(failure.getCause() instanceof QueryExecutionException) || attempt == TRIES) {
                    throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
                }
                answer = session.executeAsync(sent.batch());
            }
        }
    }
}
