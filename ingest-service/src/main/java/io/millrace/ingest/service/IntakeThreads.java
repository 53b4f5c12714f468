package io.millrace.ingest.service;

import io.millrace.shell.life.BoundedThreads;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Where bodies of events are read, and where they are answered: two rooms, so that no answer waits behind a body that comes slowly. */
@Singleton
final class IntakeThreads {
    private final BoundedThreads readers;
    private final ExecutorService answers;

    IntakeThreads(IngestSettings settings) {
        readers = new BoundedThreads("intake", settings.concurrentRequests(), settings.waitingRequests());
        AtomicInteger number = new AtomicInteger();
        // Its line is as short as the readers' places are few.
        answers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "answer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Has a body read.
     *
     * @param reading which may end before all that was read is durable
     * @throws java.util.concurrent.RejectedExecutionException if all places are taken
     */
    <T> CompletionStage<T> read(Supplier<CompletionStage<T>> reading) {
        return readers.run(reading);
    }

    /** What is to be done once Kafka has acknowledged a body, off the thread that hears of it. */
    Executor answers() {
        return answers;
    }

    /** How many bodies are not answered yet. */
    int held() {
        return readers.held();
    }

    @PreDestroy
    void stop() {
        readers.close();
        answers.shutdown();
    }
}
