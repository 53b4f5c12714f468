package io.millrace.batch.spark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Writes to Cassandra in unlogged batches of one partition each, some at a time. What it wrote can be written again, with the same content. Not thread-safe.
 *
 * @param <T> what is written
 */
public final class PartitionBatches<T> {
    private static final int BATCH_STATEMENTS = 30;
    private static final int BATCH_BYTES = 40 << 10;

    private final CqlSession session;
    private final Statements<T> statements;
    private final Limits limits;
    private final Map<Object, List<T>> held = new LinkedHashMap<>();
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private int heldCount;

    /**
     * How it is written.
     *
     * @param <T> what is written
     */
    public interface Statements<T> {
        /** Equal for what lies in one partition. */
        Object partitionOf(T written);

        /** About as many bytes as it takes. */
        int bytesOf(T written);

        BoundStatement statementOf(T written);
    }

    /**
     * How much at a time.
     *
     * @param held so many are gathered by partition before they are sent
     * @param inFlight batches that are not answered
     * @param tries of a batch that Cassandra can't write now
     */
    public record Limits(int held, int inFlight, int tries) {}

    private record Sent(BatchStatement batch, CompletionStage<?> answer) {}

    public PartitionBatches(CqlSession session, Statements<T> statements, Limits limits) {
        this.session = session;
        this.statements = statements;
        this.limits = limits;
    }

    /** Says whether nothing is held: now and then. */
    public boolean write(T written) {
        held.computeIfAbsent(statements.partitionOf(written), partition -> new ArrayList<>())
                .add(written);
        if (++heldCount >= limits.held()) {
            flush();
        }
        return heldCount == 0;
    }

    /** Waits until all is durable. */
    public void finish() {
        flush();
        while (!inFlight.isEmpty()) {
            await(inFlight.remove());
        }
    }

    private void flush() {
        held.values().forEach(this::send);
        held.clear();
        heldCount = 0;
    }

    private void send(List<T> ofPartition) {
        BatchStatementBuilder batch = batch();
        int bytes = 0;
        for (T written : ofPartition) {
            int size = statements.bytesOf(written);
            if (batch.getStatementsCount() > 0
                    && (batch.getStatementsCount() == BATCH_STATEMENTS || bytes + size > BATCH_BYTES)) {
                execute(batch);
                batch = batch();
                bytes = 0;
            }
            batch.addStatement(statements.statementOf(written));
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
        if (inFlight.size() >= limits.inFlight()) {
            await(inFlight.remove());
        }
        BatchStatement built = batch.build();
        inFlight.add(new Sent(built, session.executeAsync(built)));
    }

    /** Cassandra took its time to say that it can't, so that there is no pause before it is asked again. */
    private void await(Sent sent) {
        CompletionStage<?> answer = sent.answer();
        for (int attempt = 1; ; attempt++) {
            try {
                answer.toCompletableFuture().join();
                return;
            } catch (CompletionException failure) {
                if (!(failure.getCause() instanceof QueryExecutionException) || attempt == limits.tries()) {
                    throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
                }
                answer = session.executeAsync(sent.batch());
            }
        }
    }
}
