package io.millrace.benchmarks.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Requests of one record each, over connections that are kept, each waiting for its answer before the next. */
final class SingleRecords {
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final int WARM_UP_CONNECTIONS = 32;
    private static final Duration MEASURED = Duration.ofSeconds(10);

    private final SmallIngest ingest;
    private final byte[] body;

    SingleRecords(SmallIngest ingest) {
        this.ingest = ingest;
        body = new Corpus().line(0, false).getBytes(StandardCharsets.UTF_8);
    }

    /** Has every method compiled that one record takes. */
    void warmUp() {
        load(WARM_UP_CONNECTIONS, WARM_UP);
    }

    String run(int connections) {
        double processorBefore = ingest.processorSeconds();
        long[] nanos = load(connections, MEASURED);
        double processor = ingest.processorSeconds() - processorBefore;
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "single records, %d connections: %,.0f requests/s, median %.1f ms, p99 %.1f ms; %.0f µs of the service's processor time each",
                connections,
                nanos.length / (double) MEASURED.toSeconds(),
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                processor / nanos.length * 1e6);
    }

    private long[] load(int connections, Duration duration) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            return IntStream.range(0, connections)
                    .mapToObj(connection -> CompletableFuture.supplyAsync(() -> connection(duration), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .flatMapToLong(LongStream::of)
                    .toArray();
        } finally {
            threads.shutdown();
        }
    }

    private long[] connection(Duration duration) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(ingest.events())
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        LongStream.Builder nanos = LongStream.builder();
        long end = System.nanoTime() + duration.toNanos();
        try {
            while (System.nanoTime() < end) {
                long started = System.nanoTime();
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status != 202) {
                    throw new IllegalStateException("the service answered " + status);
                }
                nanos.add(System.nanoTime() - started);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return nanos.build().toArray();
    }
}
