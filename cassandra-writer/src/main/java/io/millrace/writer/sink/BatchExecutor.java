package io.millrace.writer.sink;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes rows to where they rest. Thread-safe.
 *
 * @param <R> the row type
 */
public interface BatchExecutor<R> {
    /**
     * Writes rows of one Cassandra partition. Once or twice must come to the same.
     *
     * @param rows at least one
     * @return completes when all are durable; fails if any may not be
     */
    CompletionStage<?> execute(List<R> rows);
}
