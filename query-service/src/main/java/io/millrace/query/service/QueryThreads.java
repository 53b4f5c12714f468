package io.millrace.query.service;

import io.millrace.shell.life.BoundedThreads;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Where queries wait for their rows, away from the threads of the network: so many at once, so many in line, more are refused. */
@Singleton
final class QueryThreads {
    private final BoundedThreads threads;

    QueryThreads(QuerySettings settings) {
        threads = new BoundedThreads("query", settings.concurrentQueries(), settings.waitingQueries());
    }

    /** Fails with {@link TooManyQueriesException} if there is no room. */
    <T> CompletionStage<T> run(Supplier<T> work) {
        try {
            return threads.run(() -> CompletableFuture.completedStage(work.get()));
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedStage(new TooManyQueriesException(full));
        }
    }

    @PreDestroy
    void close() {
        threads.close();
    }
}
