package io.millrace.query.service;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Where queries wait for their rows, away from the threads of the network: so many at once, so many in line, more are refused. */
@Singleton
final class QueryThreads {
    private final ExecutorService executor;

    QueryThreads(QuerySettings settings) {
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                settings.concurrentQueries(),
                settings.concurrentQueries(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.waitingQueries()),
                work -> new Thread(work, "query-" + number.incrementAndGet()));
    }

    /** Fails with {@link TooManyQueriesException} if there is no room. */
    <T> CompletionStage<T> run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedStage(new TooManyQueriesException(full));
        }
    }

    @PreDestroy
    void close() {
        executor.shutdownNow();
    }
}
