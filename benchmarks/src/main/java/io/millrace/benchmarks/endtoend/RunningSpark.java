package io.millrace.benchmarks.endtoend;

import io.millrace.embedded.SparkApplication;
import io.millrace.embedded.SparkSubmit;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** An application on Spark that runs until it is closed. */
final class RunningSpark implements AutoCloseable {
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Thread thread;

    private RunningSpark(SparkSubmit submit, SparkApplication application) {
        thread = new Thread(() -> run(submit, application), "spark");
    }

    static RunningSpark start(SparkSubmit submit, SparkApplication application) {
        RunningSpark running = new RunningSpark(submit, application);
        running.thread.start();
        return running;
    }

    private void run(SparkSubmit submit, SparkApplication application) {
        try {
            exit.complete(submit.local(application, SparkRuns.MEGABYTES));
        } catch (IOException | RuntimeException failure) {
            exit.completeExceptionally(failure);
        } catch (InterruptedException closed) {
            exit.cancel(false);
        }
    }

    /** Fails if it ended by itself. */
    void requireRunning() {
        if (exit.isDone()) {
            throw new IllegalStateException("Spark has ended with " + exit.join());
        }
    }

    /** Returns when its process has ended. */
    @Override
    public void close() {
        // Whoever waits for the process ends it when interrupted, and is done when that is.
        thread.interrupt();
        var unused = exit.handle((code, failure) -> code).join();
    }
}
