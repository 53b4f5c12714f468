package io.millrace.shell.life;

import io.millrace.kafka.registry.SchemaRegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for what the service needs, trying again until it is there or the service is to stop. One thread waits; any may ask what for, and stop
 * it.
 */
public final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration FIRST = Duration.ofMillis(400);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Predicate<RuntimeException> mayPass;
    private final Backoff backoff;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile String what = "its start";
    private Optional<Thread> attempting = Optional.empty();
    private String said = "";

    /**
     * @param mayPass which failures may be gone the next time; all others end the wait
     */
    public Waiting(Predicate<RuntimeException> mayPass) {
        this(mayPass, new Backoff(FIRST, LONGEST, new Random()));
    }

    Waiting(Predicate<RuntimeException> mayPass, Backoff backoff) {
        this.mayPass = mayPass;
        this.backoff = backoff;
    }

    /** Whether a failure says that Kafka or the schema registry is not there, or not able now. */
    public static boolean isPassing(RuntimeException failure) {
        return failure instanceof SchemaRegistryException registry
                ? registry.isRetryable()
                : failure instanceof KafkaException && !(failure instanceof InvalidConfigurationException);
    }

    /** What is waited for now, or was last. */
    public String what() {
        return what;
    }

    /** From now on something is waited for by other means. */
    public void waitFor(String description) {
        if (!description.equals(what)) {
            LOG.info("waiting for {}", description);
        }
        what = description;
    }

    /**
     * Waits until an attempt succeeds.
     *
     * @param attempt interrupted if the service is to stop
     * @throws StoppedException if the service is to stop
     * @throws RuntimeException what the attempt threw, if trying again can't help
     */
    public <T> T until(String description, Supplier<T> attempt) throws InterruptedException, StoppedException {
        waitFor(description);
        for (int failures = 1; !isStopped(); failures++) {
            try {
                return interruptibly(attempt);
            } catch (RuntimeException failure) {
                if (isStopped()) {
                    break;
                }
                if (!mayPass.test(failure)) {
                    throw failure;
                }
                say(failure);
                var unused = stop.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        throw new StoppedException();
    }

    /** {@link #until} for what has no result. */
    public void untilDone(String description, Runnable attempt) throws InterruptedException, StoppedException {
        var unused = until(description, () -> {
            attempt.run();
            return true;
        });
    }

    /** Waits until a condition holds, which itself waits a moment each time. */
    public void untilTrue(String description, Condition condition) throws InterruptedException, StoppedException {
        waitFor(description);
        while (!condition.holds()) {
            if (isStopped()) {
                throw new StoppedException();
            }
        }
    }

    /** Something that comes true by itself. */
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Once for each reason. */
    private void say(RuntimeException failure) {
        String reason = what + ": " + failure;
        if (reason.equals(said)) {
            LOG.debug("still waiting for {}", reason);
        } else {
            LOG.warn("waiting for {}", reason);
        }
        said = reason;
    }

    private <T> T interruptibly(Supplier<T> attempt) {
        attempting(Optional.of(Thread.currentThread()));
        try {
            return attempt.get();
        } finally {
            attempting(Optional.empty());
            if (isStopped()) {
                // It was for the attempt, and is not for what comes after it.
                var unused = Thread.interrupted();
            }
        }
    }

    private synchronized void attempting(Optional<Thread> thread) {
        attempting = thread;
    }

    /** Ends every wait, and the attempt that goes on. */
    public synchronized void stop() {
        stop.countDown();
        attempting.ifPresent(Thread::interrupt);
    }

    public boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** Returns after {@link #stop}. */
    public void awaitStop() throws InterruptedException {
        stop.await();
    }
}
