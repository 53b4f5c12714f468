package io.millrace.writer.sink;

import io.millrace.shell.life.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds rows until they are durable: gathers them into batches, keeps a bounded number in flight, and tries again what failed. Sends
 * whenever a batch is answered, whoever's thread that is, so that writing does not wait for reading. Thread-safe.
 *
 * <p>Rows may become durable in any order: each write carries its own time, so the greatest revision wins in Cassandra. A record's
 * {@link Lane.Ticket} is marked only after the answer, so an offset is never committed past a row that may be lost.
 *
 * @param <R> the row type
 */
final class RowWriter<R> {
    private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

    private final BatchExecutor<R> executor;
    private final DeadLetters deadLetters;
    private final Limits limits;
    private final Backoff backoff;
    private final Delays delays;
    private final SinkMetrics metrics;

    // All guarded by this.
    private final WaitingRows<R> waiting;
    private final Deque<Batch<R>> ready = new ArrayDeque<>();
    private int batchesInFlight;
    private int recordsHeld;
    private long bytesHeld;
    private boolean sending;
    private Optional<Throwable> fatal = Optional.empty();

    RowWriter(BatchExecutor<R> executor, SinkContext context, SinkMetrics metrics) {
        this.executor = executor;
        this.metrics = metrics;
        deadLetters = context.deadLetters();
        limits = context.limits();
        backoff = context.backoff();
        delays = context.delays();
        waiting = new WaitingRows<>(limits.rowsPerBatch(), limits.bytesPerBatch());
    }

    /** How many records more it takes now. */
    synchronized int room() {
        return bytesHeld >= limits.bytesHeld() ? 0 : Math.max(0, limits.recordsHeld() - recordsHeld);
    }

    synchronized int recordsHeld() {
        return recordsHeld;
    }

    /** Why no row can be written any more, if so. */
    synchronized Optional<Throwable> fatal() {
        return fatal;
    }

    /** Takes rows over and begins to write them. */
    void add(List<HeldRow<R>> rows) {
        int replaced;
        synchronized (this) {
            int before = waiting.size();
            for (HeldRow<R> row : rows) {
                bytesHeld += waiting.add(row);
                recordsHeld++;
            }
            replaced = before + rows.size() - waiting.size();
        }
        if (replaced > 0) {
            metrics.superseded(replaced);
        }
        send();
    }

    /** Takes over a record that never will be a row. */
    void refuse(Burial burial) {
        synchronized (this) {
            recordsHeld += burial.records();
            bytesHeld += burial.bytes();
            batchesInFlight++;
            burial.lane().sent();
        }
        bury(burial);
    }

    /** Forgets the rows of lanes that were not sent; what is in flight can't be called back. */
    synchronized void drop(Collection<Lane> lanes) {
        for (Lane lane : lanes) {
            lane.drop();
            waiting.remove(lane, this::forget);
        }
        ready.removeIf(batch -> {
            if (batch.lane().isDropped()) {
                batch.rows().forEach(this::forget);
                return true;
            }
            return false;
        });
    }

    private void forget(HeldRow<R> row) {
        forget(row.records(), row.bytes());
    }

    private synchronized void forget(int records, long bytes) {
        recordsHeld -= records;
        bytesHeld -= bytes;
    }

    /** Waits until nothing of these lanes is in flight. */
    void awaitAnswers(Collection<Lane> lanes, Duration timeout) throws InterruptedException {
        await(timeout, () -> lanes.stream().allMatch(Lane::isIdle));
    }

    /** Waits until everything is durable. */
    void awaitAll(Duration timeout) throws InterruptedException {
        await(timeout, () -> recordsHeld == 0);
    }

    private synchronized void await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean() && fatal.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /**
     * Sends while there is something to send and room in flight. One thread at a time: a batch that is answered at once leaves its successor to
     * the loop that is already running, not to a deeper call.
     */
    private void send() {
        synchronized (this) {
            if (sending) {
                return;
            }
            sending = true;
        }
        for (Optional<Batch<R>> batch = next(); batch.isPresent(); batch = next()) {
            execute(batch.get());
        }
    }

    private synchronized Optional<Batch<R>> next() {
        Optional<Batch<R>> next = Optional.empty();
        if (batchesInFlight < limits.batchesInFlight() && fatal.isEmpty()) {
            next = ready.isEmpty() ? waiting.next() : Optional.of(ready.removeFirst());
        }
        if (next.isPresent()) {
            batchesInFlight++;
            next.get().lane().sent();
        } else {
            sending = false;
        }
        return next;
    }

    private void execute(Batch<R> batch) {
        long began = System.nanoTime();
        CompletionStage<?> answer;
        try {
            answer = executor.execute(batch.contents());
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        answer.whenComplete((nothing, failure) -> guarded(() -> {
            if (failure == null) {
                metrics.written(batch.rows().size(), Duration.ofNanos(System.nanoTime() - began));
                batch.rows().forEach(HeldRow::durable);
                settled(batch.lane(), batch.records(), batch.bytes());
            } else {
                failed(batch, failure);
            }
        }));
    }

    /** What an answer's handler throws would vanish in the driver, and its batch would be held for ever. */
    private void guarded(Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void settled(Lane lane, int records, long bytes) {
        synchronized (this) {
            forget(records, bytes);
            batchesInFlight--;
            lane.answered();
            notifyAll();
        }
        send();
    }

    private void failed(Batch<R> batch, Throwable failure) {
        switch (WriteFailure.of(failure)) {
            case RETRY -> {
                metrics.retried();
                Batch<R> again = batch.failedOnceMore();
                LOG.debug("a batch failed {} times: {}", again.failures(), failure.toString());
                later(batch.lane(), batch.records(), batch.bytes(), again.failures(), () -> execute(again));
            }
            case REFUSED -> {
                if (batch.rows().size() == 1) {
                    bury(Burial.of(batch.rows().get(0), "refused-by-cassandra", failure.toString()));
                } else {
                    split(batch);
                }
            }
            case FATAL -> fail(failure);
        }
    }

    /**
     * Does it again after a while, unless its lane is gone by then. Meanwhile it keeps its place among those in flight, so that a server
     * in trouble is asked less.
     */
    private void later(Lane lane, int records, long bytes, int failures, Runnable task) {
        synchronized (this) {
            lane.answered();
            notifyAll();
        }
        delays.after(
                backoff.after(failures),
                () -> guarded(() -> {
                    boolean dropped;
                    synchronized (this) {
                        dropped = lane.isDropped();
                        if (dropped) {
                            forget(records, bytes);
                            batchesInFlight--;
                            notifyAll();
                        } else {
                            lane.sent();
                        }
                    }
                    if (dropped) {
                        send();
                    } else {
                        task.run();
                    }
                }));
    }

    /** One row of it is at fault, and which one Cassandra doesn't say. */
    private void split(Batch<R> batch) {
        synchronized (this) {
            if (batch.lane().isDropped()) {
                forget(batch.records(), batch.bytes());
            } else {
                ready.addFirst(batch.secondHalf());
                ready.addFirst(batch.firstHalf());
            }
            batchesInFlight--;
            batch.lane().answered();
            notifyAll();
        }
        send();
    }

    private void bury(Burial burial) {
        CompletionStage<?> sent;
        try {
            sent = deadLetters.send(burial.record(), burial.origin(), burial.code(), burial.message());
        } catch (RuntimeException failure) {
            sent = CompletableFuture.failedFuture(failure);
        }
        sent.whenComplete((nothing, failure) -> guarded(() -> {
            if (failure == null) {
                LOG.warn("dead letter, {}: {}", burial.code(), burial.origin().row());
                metrics.refused(burial.records());
                burial.durable().run();
                settled(burial.lane(), burial.records(), burial.bytes());
            } else {
                LOG.warn("a dead letter can't be sent now, trying again: {}", failure.toString());
                Burial again = burial.failedOnceMore();
                later(burial.lane(), burial.records(), burial.bytes(), again.failures(), () -> bury(again));
            }
        }));
    }

    private synchronized void fail(Throwable failure) {
        if (fatal.isEmpty()) {
            fatal = Optional.of(failure);
        }
        notifyAll();
    }
}
