package io.millrace.benchmarks.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * What a tenant feels of another: how long its events take from accepted to queryable when it is alone, and beside another that sends as fast as it is let, into
 * many groups, into a single one, and into a new one with each event. Usage: {@code Neighbours}.
 */
public final class Neighbours {
    private static final int CLIENTS = 2;
    private static final int BATCH = 1_000;
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final String CALM = "calm";
    private static final String LOUD = "loud";
    private static final String PIPELINE = "flood";

    private final Requests requests;
    private final Probes probes;

    private Neighbours(Requests requests, Probes probes) {
        this.requests = requests;
        this.probes = probes;
    }

    public static void main(String[] arguments) throws Exception {
        try (Trial trial = Trial.start()) {
            Requests requests = new Requests(trial.platform().addresses());
            try (Probes probes = new Probes(requests, CALM)) {
                new Neighbours(requests, probes).run();
            }
            trial.printMemory();
        }
    }

    private void run() {
        requests.put(
                LOUD,
                PIPELINE,
                Probe.definition(PIPELINE).replace("dimensions: [unit]", "dimensions: [unit], maxGroups: 10000"));
        print("to warm up", 0, probes.until(System.nanoTime() + MEASURED.toNanos()));
        print("alone", 0, probes.until(System.nanoTime() + MEASURED.toNanos()));
        beside("a flood into 1,000 groups", number -> "unit-" + number % 1_000);
        beside("a flood into one group", number -> "unit-0");
        beside("a flood of new groups, of which 10,000 are kept", number -> "new-" + number);
        print("alone again", 0, probes.until(System.nanoTime() + MEASURED.toNanos()));
    }

    private void beside(String what, LongFunction<String> unit) {
        AtomicLong sent = new AtomicLong();
        long end = System.nanoTime() + MEASURED.toNanos();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(CompletableFuture.runAsync(() -> flood(unit, sent, end)));
        }
        double[] seconds = probes.until(end);
        clients.forEach(CompletableFuture::join);
        print("beside " + what, sent.get() / MEASURED.toSeconds(), seconds);
    }

    private void flood(LongFunction<String> unit, AtomicLong sent, long end) {
        StringBuilder batch = new StringBuilder();
        while (System.nanoTime() < end) {
            long first = sent.getAndAdd(BATCH);
            batch.setLength(0);
            for (long number = first; number < first + BATCH; number++) {
                Probe.line(unit.apply(number), number, batch);
            }
            requests.send(LOUD, PIPELINE, batch.toString());
        }
    }

    private static void print(String what, long rate, double[] seconds) {
        Trial.print(
                "%s: accepted to queryable median %.2f s, p99 %.2f s, longest %.2f s, of %d events; the other %,d events/s",
                what,
                seconds[seconds.length / 2],
                seconds[(int) (seconds.length * 0.99)],
                seconds[seconds.length - 1],
                seconds.length,
                rate);
    }
}
