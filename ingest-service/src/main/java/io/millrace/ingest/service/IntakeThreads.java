package io.millrace.ingest.service;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where bodies of events are read: as many threads as may be read at once, as many places to wait, and a refusal beyond. */
@Singleton
final class IntakeThreads implements Executor {
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    IntakeThreads(IngestSettings settings) {
        int threads = settings.concurrentRequests();
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(threads), task -> {
                    Thread thread = new Thread(task, "intake-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException if all threads and places are taken
     */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** How many bodies are being read or wait. */
    int held() {
        return executor.getActiveCount() + executor.getQueue().size();
    }

    @PreDestroy
    void stop() {
        executor.shutdown();
    }
}
