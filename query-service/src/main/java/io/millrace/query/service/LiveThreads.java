package io.millrace.query.service;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where live rows are read: apart from queries, so that neither waits for the other. */
@Singleton
final class LiveThreads {
    private static final int THREADS = 2;
    private static final Duration LAST_ROUND = Duration.ofSeconds(1);

    private final ScheduledExecutorService scheduler;

    LiveThreads() {
        AtomicInteger number = new AtomicInteger();
        scheduler = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "live-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Every stream has one more round, in which it says that it ends. */
    @PreDestroy
    void close() throws InterruptedException {
        scheduler.shutdown();
        var unused = scheduler.awaitTermination(LAST_ROUND.toMillis(), TimeUnit.MILLISECONDS);
        scheduler.shutdownNow();
    }
}
