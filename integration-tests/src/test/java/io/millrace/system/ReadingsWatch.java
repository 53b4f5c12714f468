package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.system.ReadingsTruth.Meaning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Reads the rollup {@code by_unit} again and again, whatever is published meanwhile. Each answer about the settled interval must be one whole truth or the other. Of the interval that readings come for, what
 * both meanings count alike must never be less than it was, but for what takes some seconds to be stored in one generation and the other.
 */
final class ReadingsWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(1);
    private static final long STORED_NANOS = Duration.ofSeconds(10).toNanos();

    private final Client client;
    private final String tenant;
    private final String pipeline;
    private final Map<Meaning, Map<String, String>> settled;
    private final List<Meaning> meanings = new CopyOnWriteArrayList<>();
    private final Deque<Seen> lately = new ArrayDeque<>();
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
    private long floor;
    private volatile boolean stopping;

    private record Seen(long nanos, long fast) {}

    /**
     * @param truth that knows all of the settled interval
     */
    ReadingsWatch(Client client, String tenant, String pipeline, ReadingsTruth truth) {
        this.client = client;
        this.tenant = tenant;
        this.pipeline = pipeline;
        settled = Map.of(
                Meaning.BEFORE, truth.byUnit(Meaning.BEFORE, ReadingsLoad.SETTLED, ReadingsLoad.LIVE),
                Meaning.AFTER, truth.byUnit(Meaning.AFTER, ReadingsLoad.SETTLED, ReadingsLoad.LIVE));
        assertThat(settled.get(Meaning.BEFORE)).isNotEqualTo(settled.get(Meaning.AFTER));
    }

    void start() {
        reading = CompletableFuture.runAsync(this::run);
    }

    /** What the answers meant, one after the other without repetition. */
    List<Meaning> meanings() {
        return List.copyOf(meanings);
    }

    /** Waits until answers mean something, and fails with the watch if that failed. */
    void await(Meaning meaning) throws Exception {
        Client.await(
                "answers mean what is " + meaning,
                PATIENCE,
                () -> {
                    if (reading.isDone()) {
                        reading.get();
                    }
                    return meanings();
                },
                seen -> !seen.isEmpty() && seen.get(seen.size() - 1) == meaning);
    }

    /** Fails if an answer was not as it must be. */
    void stop() throws Exception {
        stopping = true;
        reading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        try {
            while (!stopping) {
                readSettled();
                readLive();
                TimeUnit.MILLISECONDS.sleep(BETWEEN_READS.toMillis());
            }
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    private void readSettled() throws Exception {
        Map<String, String> rows = ReadingsTruth.served(read(ReadingsLoad.SETTLED, ReadingsLoad.LIVE));
        Meaning meaning = rows.equals(settled.get(Meaning.AFTER)) ? Meaning.AFTER : Meaning.BEFORE;
        assertThat(ReadingsTruth.differences(settled.getOrDefault(meaning, Map.of()), rows))
                .as("an answer that is neither of the two truths, after %s", meanings)
                .isEmpty();
        if (meanings.isEmpty() || meanings.get(meanings.size() - 1) != meaning) {
            meanings.add(meaning);
        }
    }

    private void readLive() throws Exception {
        long asked = System.nanoTime();
        while (!lately.isEmpty() && asked - lately.getFirst().nanos() > STORED_NANOS) {
            floor = Math.max(floor, lately.removeFirst().fast());
        }
        long fast = 0;
        for (JsonNode row : read(ReadingsLoad.LIVE, ReadingsLoad.END)) {
            fast += row.path("measures").path("fast").asLong();
        }
        assertThat(fast).as("what was seen, after %s", meanings).isGreaterThanOrEqualTo(floor);
        lately.addLast(new Seen(System.nanoTime(), fast));
    }

    private List<JsonNode> read(Instant from, Instant to) throws Exception {
        Client.Answer answer = client.getRollup(
                tenant, pipeline, "by_unit", Map.of("from", from.toString(), "to", to.toString(), "limit", "10000"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.body().path("next").isNull()).as("all is on one page").isTrue();
        List<JsonNode> rows = new ArrayList<>();
        answer.body().path("rows").forEach(rows::add);
        return rows;
    }

    @Override
    public void close() {
        stopping = true;
    }
}
