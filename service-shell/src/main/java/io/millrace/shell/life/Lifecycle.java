package io.millrace.shell.life;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a process that works in its main thread: it waits for what it needs, works until it is told to stop, and ends. */
public final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Waiting waiting;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Phase phase = Phase.STARTING;
    private volatile boolean began;

    /** Each only leads to those after it. */
    private enum Phase {
        /** It waits for what it needs. */
        STARTING,
        /** It works. */
        RUNNING,
        /** It was told to stop. */
        STOPPING,
        /** All is closed. */
        STOPPED
    }

    /** What is done between start and stop. */
    public interface Work {
        /** Returns soon after {@link Waiting#stop}, everything closed. */
        void run(Waiting waiting) throws InterruptedException, StoppedException;
    }

    /**
     * @param mayPass which failures of what is waited for may be gone the next time
     */
    public Lifecycle(Predicate<RuntimeException> mayPass) {
        waiting = new Waiting(mayPass);
    }

    /**
     * Runs until {@link #close}.
     *
     * @throws RuntimeException why the work can't go on
     */
    public void run(Work work) throws InterruptedException {
        began = true;
        try {
            work.run(waiting);
        } catch (StoppedException stopped) {
            LOG.info("stopped while it waited for {}", waiting.what());
        } finally {
            become(Phase.STOPPED);
            ended.countDown();
        }
    }

    /** It has all it needs. Says whether that is new. */
    public boolean started() {
        return become(Phase.RUNNING);
    }

    /** Whether it was told to stop, and so has a reason to end. */
    public boolean isToStop() {
        return phase.compareTo(Phase.STOPPING) >= 0;
    }

    /** Why it does not work, if so. */
    public Optional<String> obstacle() {
        return switch (phase) {
            case STARTING -> Optional.of("waiting for " + waiting.what());
            case RUNNING -> Optional.empty();
            case STOPPING, STOPPED -> Optional.of("stopping");
        };
    }

    private synchronized boolean become(Phase next) {
        boolean later = next.compareTo(phase) > 0;
        if (later) {
            phase = next;
        }
        return later;
    }

    /** Tells the work to stop; returns at once. */
    public void stop() {
        become(Phase.STOPPING);
        waiting.stop();
    }

    /** Tells the work to stop, and waits until it has ended. */
    public void close(Duration patience) {
        stop();
        try {
            if (began && !ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("not ended within {}", patience);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
