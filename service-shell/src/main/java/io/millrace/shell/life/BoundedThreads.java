package io.millrace.shell.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads for work that waits: so many tasks on threads at once, so many more that are in line or wait without a thread, and a refusal beyond. Tasks are
 * counted, not the places of a queue: a bounded queue is also the way to a thread that is idle, and refuses a burst that there are threads for.
 * Thread-safe.
 */
public final class BoundedThreads implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final int most;
    private final Semaphore room;
    private final ThreadPoolExecutor executor;

    /**
     * @param name of the threads, which are numbered
     * @param running tasks on threads at once
     * @param waiting tasks beside these
     */
    public BoundedThreads(String name, int running, int waiting) {
        most = Math.addExact(running, waiting);
        room = new Semaphore(most);
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                running, running, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts a task on a thread. It may end later than it returns, and without a thread; its place is its own until then, and free again before anybody
     * hears of its end: who comes back at once finds room.
     *
     * @return how the task ends
     * @throws RejectedExecutionException if there is no room, or if it is closed
     */
    public <T extends @Nullable Object> CompletionStage<T> run(Supplier<? extends CompletionStage<T>> task) {
        if (!room.tryAcquire()) {
            throw new RejectedExecutionException("all " + most + " places are taken");
        }
        CompletableFuture<T> end = new CompletableFuture<>();
        boolean taken = false;
        try {
            executor.execute(() -> started(task).whenComplete((result, failure) -> {
                room.release();
                if (failure == null) {
                    end.complete(result);
                } else {
                    end.completeExceptionally(failure);
                }
            }));
            taken = true;
        } finally {
            if (!taken) {
                room.release();
            }
        }
        return end;
    }

    private static <T extends @Nullable Object> CompletionStage<T> started(
            Supplier<? extends CompletionStage<T>> task) {
        try {
            return task.get();
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    /** How many tasks have not ended. */
    public int held() {
        return most - room.availablePermits();
    }

    /** Interrupts what runs, forgets what waits, and takes no more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
