package io.millrace.benchmarks.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long from the answer that an event was accepted until its aggregate can be queried, while others flow: first finds the rate at which that no longer
 * stays below five seconds, then measures at half of it for a minute. Usage: {@code Freshness}.
 */
public final class Freshness {
    private static final int GROUPS = 1_000;
    private static final int CLIENTS = 4;
    private static final int BATCH = 1_000;
    private static final int LEAST_RATE = 10_000;
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final Duration TOO_LONG = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TENANT = "fresh";
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-01T01:00:00Z";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: NAME
            event:
              fields:
                - {name: unit,   type: string}
                - {name: at,     type: timestamp}
                - {name: amount, type: long}
              time: at
            rollups:
              - {name: unit_5m, dimensions: [unit], window: {type: tumbling, size: 5m},
                 measures: [{name: total, type: sum, field: amount}, {name: most, type: max, field: amount}]}
            """;

    private final Requests requests;
    private final AtomicLong loaded = new AtomicLong();
    private long probes;

    private Freshness(Requests requests) {
        this.requests = requests;
    }

    public static void main(String[] arguments) throws Exception {
        try (Trial trial = Trial.start()) {
            new Freshness(new Requests(trial.platform().addresses())).run();
            trial.printMemory();
        }
    }

    private void run() throws InterruptedException, IOException {
        requests.put(TENANT, "load", DEFINITION.replace("NAME", "load"));
        requests.put(TENANT, "probe", DEFINITION.replace("NAME", "probe"));
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
    private double[] under(int rate, Duration duration) throws InterruptedException {
        loaded.set(0);
        long end = System.nanoTime() + duration.toNanos();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(CompletableFuture.runAsync(() -> load(rate / CLIENTS, end)));
        }
        double[] seconds = new double[16];
        int count = 0;
        while (System.nanoTime() < end) {
            if (count == seconds.length) {
                seconds = Arrays.copyOf(seconds, 2 * count);
            }
            seconds[count++] = probe();
        }
        clients.forEach(CompletableFuture::join);
        double[] sorted = Arrays.copyOf(seconds, count);
        Arrays.sort(sorted);
        return sorted;
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
                line(sent + index, batch);
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

    private double probe() throws InterruptedException {
        StringBuilder event = new StringBuilder();
        line(probes, event);
        requests.send(TENANT, "probe", event.toString());
        probes++;
        long expected = probes;
        return Trial.await(
                "an event is queryable",
                PATIENCE,
                () -> requests.events(TENANT, "probe", "unit_5m", FROM, TO) == expected);
    }

    private void awaitCalm() throws InterruptedException {
        while (probe() > 1) {
            Trial.print("waiting until what was too much is worked off");
        }
    }

    private static void line(long number, StringBuilder out) {
        out.append("{\"unit\":\"unit-")
                .append(number % GROUPS)
                .append("\",\"at\":\"2026-01-01T00:00:07Z\",\"amount\":")
                .append(number % 1_000)
                .append("}\n");
    }
}
