package io.millrace.benchmarks.scale;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Several probes side by side, each with a pipeline of its own, so that there are enough answers for a 99th percentile. */
final class Probes implements AutoCloseable {
    private static final int PROBES = 2;

    private final List<Probe> probes;
    private final ExecutorService threads = Executors.newFixedThreadPool(PROBES);

    Probes(Requests requests, String tenant) {
        probes = IntStream.range(0, PROBES)
                .mapToObj(number -> new Probe(requests, tenant, "probe-" + number))
                .toList();
    }

    /**
     * Goes on until then; seconds of each event from accepted to queryable, the shortest first.
     *
     * @param end as {@link System#nanoTime()}
     */
    double[] until(long end) {
        List<CompletableFuture<double[]>> running = probes.stream()
                .map(probe -> CompletableFuture.supplyAsync(() -> probe.until(end), threads))
                .toList();
        return running.stream()
                .map(CompletableFuture::join)
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
    }

    /** Seconds of one event. */
    double next() {
        return probes.get(0).next();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
