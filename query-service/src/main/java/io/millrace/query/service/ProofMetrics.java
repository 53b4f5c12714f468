package io.millrace.query.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.millrace.query.read.RowsUnavailableException;
import io.millrace.shell.life.NotReadyException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time what reconciling came to, for the metrics: the batch program that reconciles is gone before anyone could ask it. What can't be read now stays
 * as it was.
 */
@Context
final class ProofMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ProofMetrics.class);

    /** As often as metrics are usually collected. */
    private static final long PERIOD_SECONDS = 30;

    private final Backends backends;
    private final ProofMeters meters;
    private final ScheduledExecutorService thread;

    ProofMetrics(Backends backends, MeterRegistry registry) {
        this.backends = backends;
        meters = new ProofMeters(registry);
        thread = Executors.newSingleThreadScheduledExecutor(look -> {
            Thread daemon = new Thread(look, "proofs");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    @PostConstruct
    void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, 1, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks now. */
    synchronized void look() {
        try {
            meters.show(backends.proofs().read());
        } catch (NotReadyException starting) {
            LOG.debug("not yet: {}", starting.getMessage());
        } catch (RowsUnavailableException later) {
            LOG.warn("what reconciling came to can't be read now: {}", later.getMessage());
        } catch (RuntimeException failure) {
            // An exception would end the looking.
            LOG.warn("what reconciling came to can't be told", failure);
        }
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
    }
}
