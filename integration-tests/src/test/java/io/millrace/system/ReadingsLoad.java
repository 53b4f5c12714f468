package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends readings, and keeps on as long as it runs: out of order, some so late that their windows have closed, and copies that say something else than what they are copies of. First come those of
 * an interval that is then settled: later only copies come for it.
 */
final class ReadingsLoad implements AutoCloseable {
    static final Instant SETTLED = Instant.parse("2026-01-05T00:00:00Z");
    static final Instant LIVE = SETTLED.plus(Duration.ofHours(2));
    static final Instant END = LIVE.plus(Duration.ofHours(8));

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(600);
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final int BATCH = 50;
    private static final int UNITS = 5;
    private static final int SPEEDS = 100;
    private static final int RECENT = 500;

    /** How far the time of readings goes on with each batch: some hours within a test, so that windows close. */
    private static final Duration STEP = Duration.ofSeconds(30);

    /** Less than the lateness of the definition. */
    private static final Duration DISORDER = Duration.ofMinutes(20);

    private final Client client;
    private final String tenant;
    private final String pipeline;
    private final Random random;
    private final ReadingsTruth truth = new ReadingsTruth();
    private final List<Reading> settled = new ArrayList<>();
    private final List<Reading> live = new ArrayList<>();
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
    private Instant clock = LIVE;
    private long numbers;
    private volatile boolean stopping;

    ReadingsLoad(Client client, String tenant, String pipeline, long seed) {
        this.client = client;
        this.tenant = tenant;
        this.pipeline = pipeline;
        random = new Random(seed);
    }

    ReadingsTruth truth() {
        return truth;
    }

    /** Sends readings of the settled interval, in a random order, and some of them again. */
    void settle(int count) throws Exception {
        for (int number = 0; number < count; number++) {
            settled.add(reading(between(SETTLED, LIVE)));
        }
        List<Reading> all = new ArrayList<>(settled);
        for (int number = 0; number < count / 10; number++) {
            all.add(copy(settled.get(random.nextInt(count))));
        }
        for (int first = 0; first < all.size(); first += RECENT) {
            send(all.subList(first, Math.min(all.size(), first + RECENT)));
        }
    }

    /** Goes on sending, until it is stopped. */
    void start() {
        stopping = false;
        sending = CompletableFuture.runAsync(this::run);
    }

    /** Returns when all that was sent is accepted. */
    void stop() throws Exception {
        stopping = true;
        sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        try {
            while (!stopping) {
                List<Reading> batch = new ArrayList<>();
                for (int index = 0; index < BATCH; index++) {
                    batch.add(next());
                }
                send(batch);
                clock = earlier(clock.plus(STEP), END);
                TimeUnit.MILLISECONDS.sleep(BETWEEN_BATCHES.toMillis());
            }
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    private Reading next() {
        int kind = random.nextInt(100);
        if (kind < 3) {
            return copy(settled.get(random.nextInt(settled.size())));
        }
        if (kind < 10 && !live.isEmpty()) {
            int recent = Math.min(RECENT, live.size());
            return copy(live.get(live.size() - 1 - random.nextInt(recent)));
        }
        Instant from = kind < 20 ? LIVE : later(LIVE, clock.minus(DISORDER));
        Reading fresh = reading(between(from, earlier(clock.plus(STEP), END)));
        live.add(fresh);
        return fresh;
    }

    private Reading reading(Instant at) {
        return new Reading("unit-" + random.nextInt(UNITS), ++numbers, at, random.nextInt(SPEEDS), random.nextDouble());
    }

    /** Of any time so far, for the time is not part of the id. */
    private Reading copy(Reading of) {
        return of.again(between(SETTLED, clock), random.nextInt(SPEEDS));
    }

    private Instant between(Instant from, Instant until) {
        return from.plusMillis(
                random.nextInt((int) Duration.between(from, until).toMillis()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void send(List<Reading> batch) throws Exception {
        StringBuilder body = new StringBuilder();
        batch.forEach(reading -> body.append(reading.json()));
        Client.await("readings are accepted", PATIENCE, () -> post(body.toString()), status -> status == ACCEPTED);
        // In the order in which they were sent: of copies the first counts.
        batch.forEach(truth::add);
    }

    private int post(String body) throws InterruptedException {
        try {
            Client.Answer answer = client.postEvents(tenant, pipeline, "application/x-ndjson", body);
            assertThat(answer.status()).as(answer.text()).isIn(ACCEPTED, UNAVAILABLE);
            return answer.status();
        } catch (IOException killed) {
            // What it took before is known by its ids when all is sent again.
            return UNAVAILABLE;
        }
    }

    @Override
    public void close() {
        stopping = true;
    }
}
