package io.millrace.benchmarks.endtoend;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the first failure of many sends, so that a comparison of what was lost is never printed. Thread-safe. */
final class FirstFailure {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    void note(@Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            first.compareAndSet(null, failure);
        }
    }

    void throwIfAny() {
        Throwable failure = first.get();
        if (failure != null) {
            throw new IllegalStateException("not everything was written", failure);
        }
    }
}
