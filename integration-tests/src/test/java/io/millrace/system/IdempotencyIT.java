package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.embedded.Component;
import io.millrace.embedded.Platform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same body under the same key counts once, however often and through whichever service it comes. */
@ExtendWith(RunningMillrace.class)
class IdempotencyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NDJSON = "application/x-ndjson";
    private static final int RECORDS = 20_000;
    private static final int MARKERS = 500;
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: clicks
            event:
              fields: [{name: page, type: string}, {name: at, type: timestamp}]
              time: at
            lateness: 1d
            rollups: [{name: pages, dimensions: [page], window: {type: tumbling, size: 1d}, measures: [{name: n, type: count}]}]
            """;

    @Test
    void shouldCountOnceWhatComesTenTimesAtOnceThroughTwoServices(Client client) throws Exception {
        // Given
        String tenant = "ten-times";
        try (Platform second = SecondIngest.beside(client.platform())) {
            Client other = new Client(second);
            put(client, tenant);
            awaitKnown(other, tenant);
            byte[] body = records("home", RECORDS);

            // When
            List<CompletableFuture<Client.Answer>> answers = new ArrayList<>();
            for (int time = 0; time < 10; time++) {
                Client through = time % 2 == 0 ? client : other;
                answers.add(CompletableFuture.supplyAsync(() -> post(through, tenant, body)));
            }
            for (CompletableFuture<Client.Answer> answer : answers) {
                assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status())
                        .isEqualTo(202);
            }

            // Then
            assertCounted(client, tenant, RECORDS);
        }
    }

    @Test
    void shouldCountOnceWhatComesAgainAfterTheServiceWasKilledInTheMiddle(Client client) throws Exception {
        // Given: a body of which the second half waits until the service is dead
        String tenant = "killed-within";
        byte[] body = records("home", RECORDS);
        CountDownLatch dead = new CountDownLatch(1);
        try (Platform second = SecondIngest.beside(client.platform())) {
            Client other = new Client(second);
            put(client, tenant);
            awaitKnown(other, tenant);
            InputStream halves = new SequenceInputStream(
                    new ByteArrayInputStream(body, 0, body.length / 2),
                    new After(dead, new ByteArrayInputStream(body, body.length / 2, body.length / 2)));
            CompletableFuture<Client.Answer> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return other.postEvents(
                            tenant,
                            "clicks",
                            NDJSON,
                            Map.of("Idempotency-Key", "one"),
                            BodyPublishers.ofInputStream(() -> halves));
                } catch (Exception failure) {
                    throw new CompletionException(failure);
                }
            });
            Client.await(
                    "a part of the body counts",
                    PATIENCE,
                    () -> client.events(tenant, "clicks", "pages", FROM, TO),
                    events -> events > 0);

            // When
            second.kill(Component.INGEST);
            dead.countDown();
            assertThatThrownBy(() -> first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(post(client, tenant, body).status()).isEqualTo(202);

            // Then
            assertCounted(client, tenant, RECORDS);
        } finally {
            dead.countDown();
        }
    }

    private static void put(Client client, String tenant) throws Exception {
        Client.await(
                "the pipeline is there",
                PATIENCE,
                () -> client.putPipeline(tenant, "clicks", DEFINITION),
                answer -> answer.status() == 200 || answer.status() == 201);
    }

    private static void awaitKnown(Client client, String tenant) throws Exception {
        Client.await(
                "the other service knows the pipeline",
                PATIENCE,
                () -> client.get("/v1/tenants/" + tenant + "/pipelines/clicks"),
                answer -> answer.status() == 200);
    }

    /** Sends again, whole and under the same key, what a busy service answers 503: as users do. */
    private static Client.Answer post(Client client, String tenant, byte[] body) {
        try {
            return Client.await(
                    "the body is taken",
                    PATIENCE,
                    () -> client.postEvents(tenant, "clicks", NDJSON, Map.of("Idempotency-Key", "one"), body),
                    answer -> answer.status() != 503);
        } catch (Exception failure) {
            throw new CompletionException(failure);
        }
    }

    /** Also once all that was sent before is through: markers, sent after it to every partition, are counted after it. */
    private static void assertCounted(Client client, String tenant, int records) throws Exception {
        awaitEvents(client, tenant, records);
        assertThat(post(client, tenant, records("marker", MARKERS)).status()).isEqualTo(202);
        awaitEvents(client, tenant, records + MARKERS);
        assertThat(client.events(tenant, "clicks", "pages", FROM, TO)).isEqualTo(records + MARKERS);
    }

    private static void awaitEvents(Client client, String tenant, int events) throws Exception {
        long counted = Client.await(
                "all events are counted",
                PATIENCE,
                () -> client.events(tenant, "clicks", "pages", FROM, TO),
                found -> found >= events);
        assertThat(counted).isEqualTo(events);
    }

    /** Records that do not differ: only where they stand tells them apart. */
    private static byte[] records(String page, int count) {
        return IntStream.range(0, count)
                .mapToObj(record -> "{\"page\":\"" + page + "\",\"at\":\"2026-01-01T10:00:00Z\"}\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Has nothing to read before a moment. */
    private static final class After extends InputStream {
        private final CountDownLatch moment;
        private final InputStream then;

        After(CountDownLatch moment, InputStream then) {
            this.moment = moment;
            this.then = then;
        }

        @Override
        public int read() throws IOException {
            await();
            return then.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            await();
            return then.read(target, offset, length);
        }

        private void await() throws IOException {
            try {
                moment.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
        }
    }
}
