package io.millrace.benchmarks.endtoend;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Three times the load that the service sustains, for a minute. */
final class Overload {
    private static final int PER_REQUEST = 1_000;
    private static final int TIMES = 3;
    private static final int CONNECTIONS = 16;
    private static final int MOST_OUTSTANDING = 512;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SUSTAINED = Duration.ofSeconds(15);
    private static final Duration OVERLOAD = Duration.ofSeconds(60);

    private final Lab lab;
    private final SmallIngest ingest;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong whole = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    Overload(Lab lab, SmallIngest ingest) {
        this.lab = lab;
        this.ingest = ingest;
        Corpus corpus = new Corpus();
        StringBuilder body = new StringBuilder();
        for (int record = 0; record < PER_REQUEST; record++) {
            body.append(corpus.line(record, false));
        }
        request = HttpRequest.newBuilder(ingest.events())
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toString().getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    String run() throws InterruptedException {
        sustain(WARM_UP);
        double sustained = sustain(SUSTAINED);
        long durableBefore = lab.records(lab.topics().events(Corpus.TENANT).name());
        accepted.set(0);
        whole.set(0);
        refused.set(0);
        long unused = ingest.mostHeapMegabytes();

        long held = offer(TIMES * sustained / PER_REQUEST);
        long ended = System.nanoTime();
        long heap = ingest.mostHeapMegabytes();
        long tries = 0;
        while (send().join() != 202) {
            tries++;
        }
        double recovered = (System.nanoTime() - ended) / 1e6;
        double after = sustain(SUSTAINED);
        long durable = lab.records(lab.topics().events(Corpus.TENANT).name()) - durableBefore;
        return String.format(
                Locale.ROOT,
                "overload: sustained %,.0f records/s; offered %d times as many for %d s (%,d requests not sent, since %d were open):"
                        + " %,d answered 202, %,d 503; accepted %,d, durable %,d (%s); heap at most %d MB of 256;"
                        + " first 202 after it in %.0f ms (%d refusals before), then %,.0f records/s",
                sustained,
                TIMES,
                OVERLOAD.toSeconds(),
                held,
                MOST_OUTSTANDING,
                whole.get(),
                refused.get(),
                accepted.get(),
                durable,
                accepted.get() == durable ? "equal" : "DIFFERENT",
                heap,
                recovered,
                tries,
                after);
    }

    /** Records a second that are accepted when each request waits for the answer to the one before. */
    private double sustain(Duration duration) {
        long before = accepted.get();
        long started = System.nanoTime();
        IntStream.range(0, CONNECTIONS)
                .mapToObj(connection -> CompletableFuture.runAsync(() -> {
                    while (System.nanoTime() - started < duration.toNanos()) {
                        send().join();
                    }
                }))
                .toList()
                .forEach(CompletableFuture::join);
        return (accepted.get() - before) / ((System.nanoTime() - started) / 1e9);
    }

    /** Sends so many requests a second, whatever is answered; how many could not be sent. */
    private long offer(double perSecond) throws InterruptedException {
        Semaphore outstanding = new Semaphore(MOST_OUTSTANDING);
        long held = 0;
        long requests = (long) (perSecond * OVERLOAD.toSeconds());
        long started = System.nanoTime();
        for (long number = 0; number < requests; number++) {
            long due = started + (long) (number / perSecond * 1e9);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (outstanding.tryAcquire()) {
                var unused = send().whenComplete((status, failure) -> outstanding.release());
            } else {
                held++;
            }
        }
        if (!outstanding.tryAcquire(MOST_OUTSTANDING, 2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("requests were not answered within two minutes");
        }
        return held;
    }

    private CompletableFuture<Integer> send() {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(this::count);
    }

    private int count(HttpResponse<String> response) {
        accepted.addAndGet(Answers.accepted(response));
        (response.statusCode() == 202 ? whole : refused).incrementAndGet();
        if (response.statusCode() != 202 && response.statusCode() != 503) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        return response.statusCode();
    }
}
