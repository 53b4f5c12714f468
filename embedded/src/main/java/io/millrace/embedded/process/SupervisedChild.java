package io.millrace.embedded.process;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one child running, from a thread of its own. */
final class SupervisedChild {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);

    /** Before it was ever ready, dying again and again is a wrong configuration, not bad luck. */
    private static final int DEATHS_BEFORE_FIRST_READY = 3;

    private static final Duration POLL = Duration.ofMillis(50);

    private final Child child;
    private final DataFolder folder;
    private final ClassArchives classArchives;
    private final Backoff backoff;
    private final Duration readyWithin;
    private final SupervisorListener listener;
    private final Clock clock;

    /** Of the supervising thread alone. */
    private boolean everReady;

    // All guarded by this. A process is only ever started with the monitor held and the state not STOPPING, so that
    // stop() sees each process there is.
    private Lifecycle state = Lifecycle.STOPPED;
    private @Nullable ChildProcess process;
    private @Nullable String failure;
    private @Nullable Thread thread;

    SupervisedChild(
            Child child,
            DataFolder folder,
            ClassArchives classArchives,
            Backoff backoff,
            Duration readyWithin,
            SupervisorListener listener,
            Clock clock) {
        this.child = child;
        this.folder = folder;
        this.classArchives = classArchives;
        this.backoff = backoff;
        this.readyWithin = readyWithin;
        this.listener = listener;
        this.clock = clock;
    }

    String name() {
        return child.name();
    }

    synchronized Lifecycle state() {
        return state;
    }

    /** Why it has failed, for people. */
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    synchronized OptionalLong pid() {
        return process != null && process.isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    /** Returns at once. No effect unless it is stopped or has failed. */
    synchronized void start() {
        if (state == Lifecycle.STOPPED || state == Lifecycle.FAILED) {
            state = state.to(Lifecycle.STARTING);
            failure = null;
            everReady = false;
            Thread started = new Thread(this::run, "supervise-" + name());
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Returns when its process has ended and no other will be started. */
    void stop() throws InterruptedException {
        ChildProcess running;
        Thread supervising;
        boolean wasReady;
        synchronized (this) {
            if (state == Lifecycle.STOPPED) {
                return;
            }
            wasReady = state == Lifecycle.READY;
            if (state != Lifecycle.STOPPING) {
                state = state.to(Lifecycle.STOPPING);
            }
            running = process;
            supervising = thread;
            if (supervising != null) {
                supervising.interrupt();
            }
        }
        if (running != null) {
            try {
                if (wasReady) {
                    // Now nobody waits for an answer of it.
                    running.archiveClasses();
                }
            } finally {
                running.stop(child.stopGrace());
            }
        }
        if (supervising != null) {
            supervising.join();
        }
        synchronized (this) {
            if (state == Lifecycle.STOPPED) {
                return;
            }
            state = state.to(Lifecycle.STOPPED);
            process = null;
        }
        listener.stopped(name());
    }

    /** SIGKILL. Returns when the death has been noticed, so that a READY seen after it is a new process's. */
    void kill() throws InterruptedException {
        ChildProcess killed;
        synchronized (this) {
            killed = process;
        }
        if (killed == null) {
            return;
        }
        killed.kill();
        while (true) {
            synchronized (this) {
                if (process != killed) {
                    return;
                }
            }
            Thread.sleep(5);
        }
    }

    private void run() {
        try {
            for (int deaths = 0; ; deaths++) {
                long startedAt = System.nanoTime();
                Ending ending = runOnce(startedAt);
                everReady |= ending.wasReady();
                if (!everReady && (!ending.again() || deaths + 1 == DEATHS_BEFORE_FIRST_READY)) {
                    fail(ending.how());
                    return;
                }
                if (since(startedAt).compareTo(backoff.resetAfter()) >= 0) {
                    deaths = 0;
                }
                Duration delay = backoff.delay(deaths);
                moveTo(Lifecycle.WAITING);
                listener.died(name(), ending.how(), delay);
                Thread.sleep(delay.toMillis());
                moveTo(Lifecycle.STARTING);
            }
        } catch (InterruptedException e) {
            // Only stop() interrupts, and it takes it from here.
            LOG.debug("child={} supervision ends", name());
        } catch (RuntimeException e) {
            LOG.error("child={} supervision broke", name(), e);
            abandon(e);
        }
    }

    /** A process that nobody watches must not go on. */
    private synchronized void abandon(RuntimeException broken) {
        if (process != null) {
            process.kill();
        }
        if (state != Lifecycle.STOPPING) {
            state = state.to(Lifecycle.FAILED);
            failure = name() + " can't be supervised: " + broken;
            process = null;
        }
    }

    /**
     * How a run ended.
     *
     * @param again whether another run may end better, when none was ever ready
     */
    private record Ending(String how, boolean wasReady, boolean again) {}

    private Ending runOnce(long startedAt) throws InterruptedException {
        ChildProcess current;
        try {
            child.prepare();
            current = startProcess();
        } catch (IOException | EmbeddedException e) {
            // stop() interrupts, which a channel reports in its own way.
            if (state() == Lifecycle.STOPPING) {
                throw new InterruptedException();
            }
            LOG.warn("child={} can't be started", name(), e);
            return new Ending("can't be started: " + e.getMessage(), false, false);
        }
        listener.started(name(), current.pid());
        boolean ready = awaitReady(current, startedAt);
        if (ready) {
            moveTo(Lifecycle.READY);
            listener.ready(name(), since(startedAt));
        } else if (current.isAlive()) {
            current.stop(child.stopGrace());
            return new Ending("not ready within " + readyWithin.toSeconds() + " s", false, false);
        }
        return new Ending("exit code " + current.awaitEnd(), ready, true);
    }

    private synchronized ChildProcess startProcess() throws IOException, InterruptedException {
        if (state == Lifecycle.STOPPING) {
            throw new InterruptedException();
        }
        ChildProcess started = ChildProcess.start(name(), child.command(), folder, classArchives, clock);
        process = started;
        return started;
    }

    private boolean awaitReady(ChildProcess current, long startedAt) throws InterruptedException {
        while (current.isAlive() && since(startedAt).compareTo(readyWithin) < 0) {
            if (child.isReady()) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        return false;
    }

    private synchronized void moveTo(Lifecycle next) throws InterruptedException {
        if (state == Lifecycle.STOPPING) {
            throw new InterruptedException();
        }
        state = state.to(next);
        if (next == Lifecycle.WAITING || next == Lifecycle.FAILED) {
            process = null;
        }
    }

    private synchronized void fail(String how) throws InterruptedException {
        moveTo(Lifecycle.FAILED);
        failure = name() + " did not become ready: " + how + ". " + ChildProcess.lastWords(name(), folder);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
