package io.millrace.ingest.purges;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every moment, in a thread of its own, for as long as it is open. A look that fails is made again. */
public final class Looks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Runnable look;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    public Looks(String name, Runnable look) {
        this.look = look;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to look. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look.run();
                } catch (RuntimeException failure) {
                    LOG.warn("looking again: {}", failure.toString());
                }
            }
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted to close");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
