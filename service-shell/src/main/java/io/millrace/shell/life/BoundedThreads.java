package io.millrace.shell.life;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for work that waits: so many tasks at once, so many in line, and a refusal beyond. Tasks are counted, not the places of a queue: a bounded
 * queue is also the way to a thread that is idle, and refuses a burst that there are threads for. Thread-safe.
 */
public final class BoundedThreads implements Executor, AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final int most;
    private final Semaphore room;
    private final ThreadPoolExecutor executor;

    /**
     * @param name of the threads, which are numbered
     * @param running tasks at once, as many threads
     * @param waiting tasks in line
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
     * @throws RejectedExecutionException if there is no room, or if it is closed
     */
    @Override
    public void execute(Runnable task) {
        if (!room.tryAcquire()) {
            throw new RejectedExecutionException("all " + most + " places are taken");
        }
        boolean taken = false;
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } finally {
                    room.release();
                }
            });
            taken = true;
        } finally {
            if (!taken) {
                room.release();
            }
        }
    }

    /** How many tasks run or wait. */
    public int held() {
        return most - room.availablePermits();
    }

    /** Interrupts what runs, forgets what waits, and takes no more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
