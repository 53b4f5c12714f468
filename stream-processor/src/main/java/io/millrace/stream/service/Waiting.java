package io.millrace.stream.service;

import io.millrace.kafka.registry.SchemaRegistryException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what the service needs, trying again until it is there or the service is to stop. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CountDownLatch stop;
    private volatile String what = "its start";

    /** The service is to stop before it has what it needs. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param stop ends every wait
     */
    Waiting(CountDownLatch stop) {
        this.stop = stop;
    }

    /** What is waited for now, or was last. */
    String what() {
        return what;
    }

    /**
     * Waits until an attempt succeeds.
     *
     * @throws StoppedException if the service is to stop
     * @throws RuntimeException what the attempt threw, if trying again can't help
     */
    <T> T until(String description, Supplier<T> attempt) throws InterruptedException, StoppedException {
        what = description;
        Duration pause = FIRST_PAUSE;
        while (stop.getCount() > 0) {
            try {
                return attempt.get();
            } catch (RuntimeException failure) {
                if (!mayPass(failure)) {
                    throw failure;
                }
                LOG.warn("waiting for {}, again in {}: {}", description, pause, failure.toString());
                if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
        throw new StoppedException();
    }

    /** Waits until a condition holds, which itself waits a moment each time. */
    void untilTrue(String description, Condition condition) throws InterruptedException, StoppedException {
        what = description;
        while (!condition.holds()) {
            LOG.info("waiting for {}", description);
            if (stop.getCount() == 0) {
                throw new StoppedException();
            }
        }
    }

    /** Something that comes true by itself. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static boolean mayPass(RuntimeException failure) {
        return failure instanceof SchemaRegistryException registry
                ? registry.isRetryable()
                : failure instanceof KafkaException;
    }
}
