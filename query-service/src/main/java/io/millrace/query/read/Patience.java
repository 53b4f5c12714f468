package io.millrace.query.read;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what is read. */
final class Patience {
    private Patience() {}

    /**
     * @throws RowsUnavailableException if it does not come in time
     * @throws RuntimeException what it failed with
     */
    static <T> T await(CompletionStage<T> reading, Duration patience) {
        try {
            return reading.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RowsUnavailableException("interrupted while reading", interrupted);
        } catch (TimeoutException late) {
            throw new RowsUnavailableException("no answer within " + patience, late);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("reading failed", failure.getCause());
        }
    }
}
