package io.millrace.query.read;

import io.millrace.model.rollup.RollupRow;
import io.millrace.query.read.RowSource.Slice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads several slices at once and waits for all. Their rows are judged as they arrive, in the threads that bring them, and only those that can
 * be on the page are kept. Used once.
 */
final class SliceScan {
    private final RowSource source;
    private final ReadLimits limits;
    private final Supplier<PageBuilder.RowCollector> collectors;
    private final BlockingQueue<Optional<Throwable>> ended = new LinkedBlockingQueue<>();
    private final AtomicLong scanned = new AtomicLong();
    private volatile boolean abandoned;
    private int inFlight;

    /**
     * @param collectors one for each slice
     */
    SliceScan(RowSource source, ReadLimits limits, Supplier<PageBuilder.RowCollector> collectors) {
        this.source = source;
        this.limits = limits;
        this.collectors = collectors;
    }

    /**
     * @return how many stored rows were read
     */
    long run(List<Slice> slices) {
        boolean whole = false;
        try {
            for (Slice slice : slices) {
                if (inFlight == limits.inFlight()) {
                    awaitOne();
                }
                begin(slice);
            }
            while (inFlight > 0) {
                awaitOne();
            }
            whole = true;
        } finally {
            // Nobody waits any more for what else is in flight: it ends at its next row.
            abandoned = !whole;
        }
        return scanned.get();
    }

    private void begin(Slice slice) {
        inFlight++;
        PageBuilder.RowCollector collector = collectors.get();
        Consumer<RollupRow> receiver = row -> {
            if (abandoned) {
                throw new CancellationException("nobody waits for these rows any more");
            }
            scanned.incrementAndGet();
            collector.take(row);
        };
        source.read(slice, receiver).thenRun(collector::finish).whenComplete((nothing, failure) -> {
            ended.add(Optional.ofNullable(failure));
        });
    }

    private void awaitOne() {
        Optional<Throwable> failure = nextEnded();
        inFlight--;
        if (failure.isPresent()) {
            throw asRuntime(failure.get());
        }
    }

    /** However long a slice is, waiting for it is fine for as long as rows arrive. */
    private Optional<Throwable> nextEnded() {
        try {
            while (true) {
                long before = scanned.get();
                Optional<Throwable> end = ended.poll(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
                if (end != null) {
                    return end;
                }
                if (scanned.get() == before) {
                    throw new RowsUnavailableException("no answer within " + limits.patience());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RowsUnavailableException("interrupted while reading", interrupted);
        }
    }

    private static RuntimeException asRuntime(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RuntimeException known
                ? known
                : new IllegalStateException("reading rows failed", cause);
    }
}
