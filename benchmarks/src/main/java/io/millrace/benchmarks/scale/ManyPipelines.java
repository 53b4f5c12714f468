package io.millrace.benchmarks.scale;

import io.millrace.embedded.Component;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Requests requests;

    private ManyPipelines(Requests requests) {
        this.requests = requests;
    }

    public static void main(String[] arguments) throws Exception {
        int pipelines = arguments.length == 0 ? PIPELINES : Integer.parseInt(arguments[0]);
        try (Trial trial = Trial.start()) {
            ManyPipelines benchmark =
                    new ManyPipelines(new Requests(trial.platform().addresses()));
            benchmark.probe("with no other pipeline");
            benchmark.putAndSend(pipelines);
            benchmark.probe("with " + pipelines + " pipelines");
            trial.printMemory();
            long started = System.nanoTime();
            trial.platform().stop(Component.STREAM);
            trial.platform().start(Component.STREAM);
            Trial.print("stream-processor stopped, started and ready again: %.1f s", Trial.seconds(started));
            benchmark.probe("after that");
            trial.printMemory();
        }
    }

    private void putAndSend(int pipelines) {
        long started = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(CompletableFuture.runAsync(() -> {
                for (int number = next.getAndIncrement(); number < pipelines; number = next.getAndIncrement()) {
                    putAndSend("tenant-" + number / PIPELINES_A_TENANT, "clicks-" + number);
                    if ((number + 1) % 500 == 0) {
                        Trial.print("  %,d pipelines after %.0f s", number + 1, Trial.seconds(started));
                    }
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
        Trial.print("%,d pipelines put, an event sent to each: %.0f s", pipelines, Trial.seconds(started));
    }

    /** Seconds from putting a pipeline until its first aggregate is answered. */
    private void probe(String when) throws InterruptedException {
        double[] seconds = new double[PROBES];
        for (int probe = 0; probe < PROBES; probe++) {
            String pipeline = "probe-" + Long.toString(System.nanoTime(), 36);
            long started = System.nanoTime();
            putAndSend("probes", pipeline);
            Trial.await(
                    pipeline + " is served",
                    PATIENCE,
                    () -> requests.events("probes", pipeline, "page_1m", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")
                            == 1);
            seconds[probe] = Trial.seconds(started);
        }
        Arrays.sort(seconds);
        Trial.print(
                "put to first queryable aggregate, %s: median %.2f s, longest %.2f s",
                when, seconds[PROBES / 2], seconds[PROBES - 1]);
    }

    private void putAndSend(String tenant, String pipeline) {
        requests.put(tenant, pipeline, """
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
                """.formatted(pipeline));
        requests.send(
                tenant,
                pipeline,
                "{\"page\":\"/\",\"country\":\"es\",\"at\":\"2026-01-01T00:00:07Z\",\"amount\":0.1}\n");
    }
}
