package io.millrace.ingest.service;

import io.millrace.shell.life.BoundedThreads;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/** Where bodies of events are read: as many as may be read at once, as many that wait, and a refusal beyond. */
@Singleton
final class IntakeThreads implements Executor {
    private final BoundedThreads threads;

    IntakeThreads(IngestSettings settings) {
        threads = new BoundedThreads("intake", settings.concurrentRequests(), settings.concurrentRequests());
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException if all threads and places are taken
     */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** How many bodies are being read or wait. */
    int held() {
        return threads.held();
    }

    @PreDestroy
    void stop() {
        threads.close();
    }
}
