package io.millrace.writer.service;

import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.cassandra.SchemaDisagreementException;
import io.millrace.kafka.registry.SchemaRegistryException;
import io.millrace.writer.sink.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what the service needs, trying again until it is there or the service is to stop. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private final Backoff backoff;
    private final CountDownLatch stop;
    private volatile String what = "its start";

    /** The service is to stop before it has what it needs. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param stop ends every wait
     */
    Waiting(Backoff backoff, CountDownLatch stop) {
        this.backoff = backoff;
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
        for (int failures = 1; stop.getCount() > 0; failures++) {
            try {
                return attempt.get();
            } catch (RuntimeException failure) {
                if (!mayPass(failure)) {
                    throw failure;
                }
                Duration delay = backoff.after(failures);
                LOG.warn("waiting for {}, again in {}: {}", description, delay, failure.toString());
                if (stop.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
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
        if (failure instanceof SchemaRegistryException registry) {
            return registry.isRetryable();
        }
        return (failure instanceof KafkaException && !(failure instanceof InvalidConfigurationException))
                || failure instanceof DriverException
                || failure instanceof SchemaDisagreementException;
    }
}
