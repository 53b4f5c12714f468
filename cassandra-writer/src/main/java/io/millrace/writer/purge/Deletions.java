package io.millrace.writer.purge;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Sends deletions, some at a time, and waits for them. */
record Deletions(CqlSession session) {
    private static final int IN_FLIGHT = 64;

    /** Fails as the driver does. */
    void execute(List<BoundStatement> statements) {
        for (int from = 0; from < statements.size(); from += IN_FLIGHT) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (BoundStatement statement : statements.subList(from, Math.min(statements.size(), from + IN_FLIGHT))) {
                sent.add(session.executeAsync(statement).toCompletableFuture());
            }
            await(() -> CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
        }
    }

    /** Waits for an answer, and fails as it fails. */
    static <T> T await(Supplier<CompletionStage<T>> question) {
        try {
            return question.get().toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }
}
