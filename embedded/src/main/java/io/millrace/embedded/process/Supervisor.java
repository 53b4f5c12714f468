package io.millrace.embedded.process;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Runs children in tiers: a tier is started when the one before it is ready, and stopped before it. Within a tier all
 * start and stop at once. A child that dies is started again, until it or everything is stopped. Thread-safe.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);

    private final DataFolder folder;
    private final List<List<SupervisedChild>> tiers;
    private final Duration readyWithin;
    private final DataFolderLock lock;

    /** Guarded by this: once set, nothing is started any more, so that close sees all there is to stop. */
    private boolean closed;

    private Supervisor(
            DataFolder folder, List<List<SupervisedChild>> tiers, Duration readyWithin, DataFolderLock lock) {
        this.folder = folder;
        this.tiers = tiers;
        this.readyWithin = readyWithin;
        this.lock = lock;
    }

    /**
     * Takes the data folder, and stops what an earlier supervisor left running in it. Starts nothing yet.
     *
     * @param classArchives where children find, and leave, what makes their next start faster
     * @param readyWithin how long a child may take, from the start of its process, until it is ready
     * @throws EmbeddedException if the folder is in use, or what runs in it can't be stopped
     */
    public static Supervisor open(
            DataFolder folder,
            Path classArchives,
            List<? extends List<? extends Child>> tiers,
            Backoff backoff,
            Duration readyWithin,
            SupervisorListener listener,
            Clock clock)
            throws InterruptedException {
        ClassArchives archives = new ClassArchives(classArchives);
        List<List<SupervisedChild>> supervised = new ArrayList<>();
        for (List<? extends Child> tier : tiers) {
            supervised.add(tier.stream()
                    .map(child -> new SupervisedChild(child, folder, archives, backoff, readyWithin, listener, clock))
                    .toList());
        }
        DataFolderLock lock = DataFolderLock.acquire(folder);
        boolean opened = false;
        try {
            new StaleChildren(folder, listener).stop();
            opened = true;
            return new Supervisor(folder, supervised, readyWithin, lock);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * Starts everything, tier by tier, and returns when all are ready.
     *
     * @throws EmbeddedException if a child does not become ready; the others go on until {@link #close}
     */
    public void start() throws InterruptedException {
        for (List<SupervisedChild> tier : tiers) {
            begin(tier);
            awaitReady(tier);
        }
    }

    /** Waits until all are ready at once. @throws EmbeddedException if one has failed, is stopped, or takes too long */
    public void awaitReady() throws InterruptedException {
        awaitReady(tiers.stream().flatMap(List::stream).toList());
    }

    /** Starts a child that was stopped, and waits until it is ready. */
    public void start(String name) throws InterruptedException {
        begin(List.of(child(name)));
        awaitReady(name);
    }

    private synchronized void begin(List<SupervisedChild> children) {
        if (closed) {
            throw new EmbeddedException("The supervisor is closed");
        }
        children.forEach(SupervisedChild::start);
    }

    public void awaitReady(String name) throws InterruptedException {
        awaitReady(List.of(child(name)));
    }

    /** Stops a child and leaves it stopped. Returns when its process has ended. */
    public void stop(String name) throws InterruptedException {
        child(name).stop();
    }

    /** SIGKILL. Returns when the death has been noticed; the child is started again after the backoff. */
    public void kill(String name) throws InterruptedException {
        child(name).kill();
    }

    public Lifecycle state(String name) {
        return child(name).state();
    }

    /** Of the process that runs now. */
    public OptionalLong pid(String name) {
        return child(name).pid();
    }

    private SupervisedChild child(String name) {
        return tiers.stream()
                .flatMap(List::stream)
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No child is named " + name));
    }

    private void awaitReady(List<SupervisedChild> children) throws InterruptedException {
        // Each child judges its own run by readyWithin and says more about it: this limit is only for one that keeps
        // dying after it was ready.
        long deadline = System.nanoTime() + readyWithin.multipliedBy(2).toNanos();
        for (SupervisedChild child : children) {
            while (child.state() != Lifecycle.READY) {
                for (SupervisedChild any : children) {
                    judge(any, deadline);
                }
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    private void judge(SupervisedChild child, long deadline) {
        child.failure().ifPresent(failure -> {
            throw new EmbeddedException(failure);
        });
        if (child.state() == Lifecycle.STOPPED || child.state() == Lifecycle.STOPPING) {
            throw new EmbeddedException(child.name() + " was stopped before it was ready");
        }
        if (child.state() != Lifecycle.READY && System.nanoTime() - deadline > 0) {
            throw new EmbeddedException(
                    child.name() + " is not ready. " + ChildProcess.lastWords(child.name(), folder));
        }
    }

    /** Stops everything, the last tier first, and gives the data folder back. Returns when no process is left. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        boolean interrupted = false;
        for (int tier = tiers.size() - 1; tier >= 0; tier--) {
            List<Thread> stops = new ArrayList<>();
            for (SupervisedChild child : tiers.get(tier)) {
                stops.add(new Thread(() -> stopAnyhow(child), "stop-" + child.name()));
            }
            stops.forEach(Thread::start);
            for (Thread stop : stops) {
                interrupted |= joinAnyhow(stop);
            }
        }
        lock.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stopAnyhow(SupervisedChild child) {
        try {
            child.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this thread", e);
        }
    }

    /** An interrupt must not leave processes behind: it is remembered. Bounded, because stopping is. */
    private static boolean joinAnyhow(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
