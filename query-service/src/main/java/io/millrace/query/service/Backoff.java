package io.millrace.query.service;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Tries again, waiting twice as long each time.
 *
 * @param first wait
 * @param longest wait
 */
record Backoff(Duration first, Duration longest) {
    /**
     * Calls until it succeeds or the thread is interrupted.
     *
     * @param failed told each failure and how long the wait is
     */
    <T> T call(Callable<T> attempt, BiConsumer<Exception, Duration> failed) throws InterruptedException {
        Duration wait = first;
        while (true) {
            try {
                return attempt.call();
            } catch (InterruptedException interrupted) {
                throw interrupted;
            } catch (Exception failure) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while trying");
                }
                failed.accept(failure, wait);
            }
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            wait = wait.multipliedBy(2).compareTo(longest) < 0 ? wait.multipliedBy(2) : longest;
        }
    }
}
