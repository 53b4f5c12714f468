package io.millrace.benchmarks.endtoend;

import io.millrace.embedded.Addresses;
import io.millrace.embedded.Component;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** An ingest service of its own, in 256 MB of heap, whose memory is watched. */
final class SmallIngest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI address;
    private final AtomicLong mostHeap = new AtomicLong();
    private final Thread watch = new Thread(this::watch, "watch");

    private SmallIngest(Process process, URI address) {
        this.process = process;
        this.address = address;
        watch.setDaemon(true);
    }

    static SmallIngest start(Lab lab) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Addresses addresses = lab.platform().addresses();
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                lab.installation().classPath(Component.INGEST).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.millrace.ingest.service.IngestApplication");
        builder.environment().put("MILLRACE_KAFKA", addresses.kafka());
        builder.environment().put("MILLRACE_REGISTRY", addresses.registry().toString());
        builder.environment().put("MILLRACE_INGEST_PORT", Integer.toString(port));
        builder.environment()
                .put("MILLRACE_DATA_DIR", lab.folder().resolve("small-ingest").toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(lab.folder().resolve("small-ingest.log").toFile())
                .start();
        SmallIngest ingest = new SmallIngest(process, URI.create("http://127.0.0.1:" + port));
        ingest.awaitReady();
        ingest.watch.start();
        return ingest;
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (get("/health/readiness").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the service ended with " + process.exitValue(), notYet);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the service was not ready within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    URI pipeline() {
        return address.resolve("/v1/tenants/" + Corpus.TENANT + "/pipelines/" + Corpus.PIPELINE);
    }

    URI events() {
        return URI.create(pipeline() + "/events");
    }

    /** Processor time since its start. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    /** Bytes allocated since its start, as far as collections have shown. */
    double allocated() throws IOException, InterruptedException {
        return metric("jvm_gc_memory_allocated_bytes_total", "");
    }

    /** The most that was ever seen in use on the heap since the last time of asking, garbage included, in MB. */
    long mostHeapMegabytes() {
        return mostHeap.getAndSet(0) >> 20;
    }

    private void watch() {
        try {
            while (true) {
                long used = (long) metric("jvm_memory_used_bytes", "area=\"heap\"");
                mostHeap.accumulateAndGet(used, Math::max);
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private double metric(String name, String label) throws IOException, InterruptedException {
        return get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        watch.interrupt();
        process.destroy();
        try {
            watch.join();
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
