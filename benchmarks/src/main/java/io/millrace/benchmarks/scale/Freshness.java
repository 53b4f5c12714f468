package io.millrace.benchmarks.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long from the answer that an event was accepted until its aggregate can be queried, while others flow: first finds the rate at which that no longer
 * stays below five seconds, then measures at half of it for four minutes. Usage: {@code Freshness}.
 */
public final class Freshness {
    private static final int CLIENTS = 4;
    private static final int BATCH = 1_000;
    private static final int LEAST_RATE = 10_000;
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofMinutes(4);
    private static final Duration TOO_LONG = Duration.ofSeconds(5);
    private static final String TENANT = "fresh";

    private final Requests requests;
    private final Probes probes;
    private final AtomicLong loaded = new AtomicLong();

    private Freshness(Requests requests, Probes probes) {
        this.requests = requests;
        this.probes = probes;
    }

    public static void main(String[] arguments) throws Exception {
        try (Trial trial = Trial.start()) {
            Requests requests = new Requests(trial.platform().addresses());
            try (Probes probes = new Probes(requests, TENANT)) {
                new Freshness(requests, probes).run();
            }
            trial.printMemory();
        }
    }

    private void run() {
        requests.put(TENANT, "load", Probe.definition("load"));
        under(LEAST_RATE, STEP);
        int rate = LEAST_RATE;
        int sustained = LEAST_RATE;
        while (true) {
            double[] seconds = under(rate, STEP);
            double achieved = loaded.get() / (double) STEP.toSeconds();
            double longest = seconds[seconds.length - 1];
            Trial.print(
                    "%,d events/s asked, %,.0f sent: accepted to queryable median %.2f s, longest %.2f s",
                    rate, achieved, seconds[seconds.length / 2], longest);
            if (longest > TOO_LONG.toSeconds() || achieved < 0.9 * rate) {
                break;
            }
            sustained = rate;
            rate = rate * 3 / 2;
        }
        awaitCalm();
        double[] seconds = under(sustained / 2, MEASURED);
        Trial.print(
                "at %,d events/s, half of the peak: accepted to queryable median %.2f s, p99 %.2f s, longest %.2f s, of %d probes",
                sustained / 2,
                seconds[seconds.length / 2],
                seconds[(int) (seconds.length * 0.99)],
                seconds[seconds.length - 1],
                seconds.length);
    }

    /** Sends at a rate and probes all the while; seconds of each probe, the shortest first. */
    private double[] under(int rate, Duration duration) {
        loaded.set(0);
        long end = System.nanoTime() + duration.toNanos();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(CompletableFuture.runAsync(() -> load(rate / CLIENTS, end)));
        }
        double[] seconds = probes.until(end);
        clients.forEach(CompletableFuture::join);
        return seconds;
    }

    private void load(int rate, long end) {
        long started = System.nanoTime();
        long sent = 0;
        StringBuilder batch = new StringBuilder();
        while (System.nanoTime() < end) {
            long due = started + (long) (sent * 1e9 / rate);
            if (due > System.nanoTime()) {
                sleepUntil(due);
            }
            batch.setLength(0);
            for (int index = 0; index < BATCH; index++) {
                Probe.line(sent + index, batch);
            }
            requests.send(TENANT, "load", batch.toString());
            sent += BATCH;
            loaded.addAndGet(BATCH);
        }
    }

    private static void sleepUntil(long due) {
        try {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void awaitCalm() {
        while (probes.next() > 1) {
            Trial.print("waiting until what was too much is worked off");
        }
    }
}
