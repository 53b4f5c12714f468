package io.millrace.benchmarks.scale;

import io.millrace.embedded.Component;
import io.millrace.embedded.Installation;
import io.millrace.embedded.Platform;
import io.millrace.embedded.PlatformOptions;
import io.millrace.embedded.Ports;
import io.millrace.embedded.process.SupervisorListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts many pipelines of three rollups, sends each an event, and says what that costs: time to put, memory of each process, time to start again, and the
 * time from putting one more until its first aggregate can be queried. Usage: {@code ManyPipelines [pipelines]}, 5,000 if left out.
 */
public final class ManyPipelines {
    private static final int PIPELINES = 5_000;
    private static final int PIPELINES_A_TENANT = 250;
    private static final int CLIENTS = 4;
    private static final int PROBES = 10;
    private static final long PATIENCE_SECONDS = 120;

    private final Platform platform;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ManyPipelines(Platform platform) {
        this.platform = platform;
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("logback.configurationFile", "benchmarks-logback.xml");
        int pipelines = arguments.length == 0 ? PIPELINES : Integer.parseInt(arguments[0]);
        PlatformOptions options = new PlatformOptions(
                        Installation.fromSystemProperty(), Files.createTempDirectory("millrace-benchmark-"))
                .withPorts(Ports.free());
        try (Platform platform = Platform.start(options, SupervisorListener.SILENT, Clock.systemUTC())) {
            ManyPipelines benchmark = new ManyPipelines(platform);
            benchmark.probe("with no other pipeline");
            benchmark.putAndSend(pipelines);
            benchmark.probe("with " + pipelines + " pipelines");
            benchmark.memory();
            long started = System.nanoTime();
            platform.stop(Component.STREAM);
            platform.start(Component.STREAM);
            print("stream-processor stopped, started and ready again: %.1f s", seconds(started));
            benchmark.probe("after that");
            benchmark.memory();
        }
    }

    private void putAndSend(int pipelines) {
        long started = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(CompletableFuture.runAsync(() -> {
                for (int number = next.getAndIncrement(); number < pipelines; number = next.getAndIncrement()) {
                    String tenant = "tenant-" + number / PIPELINES_A_TENANT;
                    put(tenant, "clicks-" + number);
                    send(tenant, "clicks-" + number);
                    if ((number + 1) % 500 == 0) {
                        print("  %,d pipelines after %.0f s", number + 1, seconds(started));
                    }
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
        print("%,d pipelines put, an event sent to each: %.0f s", pipelines, seconds(started));
    }

    /** Seconds from putting a pipeline until its first aggregate is answered. */
    private void probe(String when) throws InterruptedException {
        double[] seconds = new double[PROBES];
        for (int probe = 0; probe < PROBES; probe++) {
            String pipeline = "probe-" + Long.toString(System.nanoTime(), 36);
            long started = System.nanoTime();
            put("probes", pipeline);
            send("probes", pipeline);
            while (!isServed("probes", pipeline)) {
                if (seconds(started) > PATIENCE_SECONDS) {
                    throw new IllegalStateException(pipeline + " was not served");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            seconds[probe] = seconds(started);
        }
        java.util.Arrays.sort(seconds);
        print(
                "put to first queryable aggregate, %s: median %.2f s, longest %.2f s",
                when, seconds[PROBES / 2], seconds[PROBES - 1]);
    }

    private void memory() throws IOException {
        StringBuilder line = new StringBuilder("resident memory, MB:");
        for (Component component : Component.values()) {
            long pid = platform.pid(component).orElseThrow();
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            String kilobytes =
                    status.substring(status.indexOf("VmRSS:") + 6, status.indexOf(" kB", status.indexOf("VmRSS:")));
            line.append(' ').append(component.title()).append(' ').append(Long.parseLong(kilobytes.strip()) / 1024);
        }
        print("%s", line);
    }

    private void put(String tenant, String pipeline) {
        String definition = """
                apiVersion: millrace/v1
                pipeline: %s
                event:
                  fields:
                    - {name: page,    type: string}
                    - {name: country, type: string}
                    - {name: at,      type: timestamp}
                    - {name: amount,  type: double, optional: true}
                  time: at
                rollups:
                  - {name: page_1m, dimensions: [page], window: {type: tumbling, size: 1m}, measures: [{name: clicks, type: count}]}
                  - {name: country_5m, dimensions: [country], window: {type: tumbling, size: 5m}, measures: [{name: mean, type: avg, field: amount}]}
                  - {name: all_1h, dimensions: [], window: {type: tumbling, size: 1h}, measures: [{name: most, type: max, field: amount}]}
                """.formatted(pipeline);
        require(HttpRequest.newBuilder(
                        URI.create(platform.addresses().ingest() + "/v1/tenants/" + tenant + "/pipelines/" + pipeline))
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(definition)));
    }

    private void send(String tenant, String pipeline) {
        require(HttpRequest.newBuilder(URI.create(
                        platform.addresses().ingest() + "/v1/tenants/" + tenant + "/pipelines/" + pipeline + "/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"page\":\"/\",\"country\":\"es\",\"at\":\"2026-01-01T00:00:07Z\",\"amount\":0.1}")));
    }

    private boolean isServed(String tenant, String pipeline) {
        HttpResponse<String> answer =
                answer(HttpRequest.newBuilder(URI.create(platform.addresses().query() + "/v1/tenants/" + tenant
                        + "/rollups/" + pipeline + "/page_1m?from=2026-01-01T00:00:00Z&to=2026-01-01T00:01:00Z")));
        return answer.statusCode() == 200 && answer.body().contains("\"events\":1");
    }

    private void require(HttpRequest.Builder request) {
        HttpResponse<String> answer = answer(request);
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static double seconds(long startedNanos) {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
