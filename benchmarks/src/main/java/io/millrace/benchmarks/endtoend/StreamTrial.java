package io.millrace.benchmarks.endtoend;

import io.millrace.model.window.TimeInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One engine that keeps rows in Cassandra up to date with a topic: how fast, and how fresh. */
final class StreamTrial {
    /** Compilers take a third of the processors in the first; what runs for months is as fast as it is after some of them. */
    private static final int WARM_UP_ROUNDS = 6;

    private static final int ROUNDS = 3;
    private static final int PROBES = 30;

    /** After this long they are done with what a light load asks for. */
    private static final Duration WARM_UP_LIGHT = Duration.ofMinutes(3);

    private static final int RATE = 2_000;
    private static final int PIECE = 100;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration BETWEEN_COUNTS = Duration.ofMillis(50);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final String engine;
    private final StoredRows rows;
    private final Readings readings;
    private final int events;
    private final Rounds rounds = new Rounds(WARM_UP_ROUNDS);
    private final List<Double> latencies = new ArrayList<>();

    /** What runs. */
    interface Engine {
        /**
         * @throws IllegalStateException if it has ended
         */
        void requireRunning();

        /** Whether it has done what it does besides, once all rows count all events. */
        default boolean isSettled() throws InterruptedException, ExecutionException {
            return true;
        }
    }

    /**
     * @param rows that it stores
     * @param events of a burst
     */
    StreamTrial(String engine, StoredRows rows, Readings readings, int events) {
        this.engine = engine;
        this.rows = rows;
        this.readings = readings;
        this.events = events;
    }

    String engine() {
        return engine;
    }

    /** Median of the bursts. */
    double eventsPerSecond() {
        return rounds.median(engine);
    }

    /** Seconds, the median. */
    double latency() {
        return latencies.stream().sorted().toList().get(latencies.size() / 2);
    }

    /** Sends bursts, then probes under a load; in the end all rows must be right. */
    void run(Engine running) throws InterruptedException, ExecutionException {
        Readings.Part everything = readings.next();
        for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
            long started = System.nanoTime();
            Readings.Part part = readings.next();
            readings.send(events);
            awaitCounted(running, part);
            rounds.add(engine, events, seconds(started));
        }
        probe(running);
        awaitCounted(running, everything);
        readings.truth().requireEqual(rows.read(readings.windows()), engine);
        System.out.println(String.format(
                Locale.ROOT,
                "  %s: all rows are right; latency at %,d events/s: median %.2f s, longest %.2f s",
                engine,
                RATE,
                latency(),
                latencies.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
    }

    /** The rollup of the fewest groups is asked first, so that counting costs next to nothing until it is over. */
    private void awaitCounted(Engine running, Readings.Part part) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String rollup : Corpus.ROLLUPS) {
            while (!isCounted(rollup, part)) {
                pause(running, BETWEEN_COUNTS, deadline, "not all events are counted in " + rollup);
            }
        }
        while (!running.isSettled()) {
            pause(running, BETWEEN_COUNTS, deadline, "not all is worked off");
        }
    }

    private boolean isCounted(String rollup, Readings.Part part) {
        long events = readings.events() - part.before();
        long counted = rows.readings(
                rollup, new TimeInterval(part.from(), readings.windows().until()));
        if (counted > events) {
            throw new IllegalStateException(engine + " counts " + counted + " events in " + rollup + ", of " + events);
        }
        return counted == events;
    }

    private static void pause(Engine running, Duration pause, long deadline, String otherwise)
            throws InterruptedException {
        running.requireRunning();
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(otherwise + " after " + PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }

    /** At random moments, since an engine that works in batches would else be asked always at the beginning of one. */
    private void probe(Engine running) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> sendSteadily(over));
        try {
            SplittableRandom random = new SplittableRandom(1);
            long warmAt = System.nanoTime() + WARM_UP_LIGHT.toNanos();
            while (latencies.size() < PROBES) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                Readings.Probe sent = readings.probe();
                long acknowledged = System.nanoTime();
                long deadline = acknowledged + PATIENCE.toNanos();
                while (!rows.has("unit_5m", sent.windowStart(), sent.unit())) {
                    pause(running, BETWEEN_LOOKS, deadline, "no row of " + sent.unit());
                }
                if (acknowledged >= warmAt) {
                    latencies.add(seconds(acknowledged));
                }
            }
        } finally {
            over.set(true);
            load.join();
        }
    }

    private void sendSteadily(AtomicBoolean over) {
        long started = System.nanoTime();
        for (long sent = PIECE; !over.get(); sent += PIECE) {
            readings.send(PIECE);
            LockSupport.parkNanos(started + sent * TimeUnit.SECONDS.toNanos(1) / RATE - System.nanoTime());
        }
    }

    private static double seconds(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
