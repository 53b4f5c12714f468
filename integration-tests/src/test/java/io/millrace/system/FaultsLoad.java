package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.sample.GponSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends readings until it is stopped; what fails is sent again, as a client with a retry would. */
final class FaultsLoad {
    private static final int BATCH = 250;
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Client client;
    private final String tenant;
    private final Deque<String> readings;
    private final GponTruth truth;
    private volatile boolean stopping;

    FaultsLoad(Client client, String tenant, Deque<String> readings, GponTruth truth) {
        this.client = client;
        this.tenant = tenant;
        this.readings = readings;
        this.truth = truth;
    }

    void stop() {
        stopping = true;
    }

    void run() {
        try {
            while (!stopping && readings.size() >= BATCH) {
                List<String> batch = new ArrayList<>(BATCH);
                for (int index = 0; index < BATCH; index++) {
                    batch.add(readings.remove());
                }
                send(batch);
                truth.add(batch);
                TimeUnit.MILLISECONDS.sleep(BETWEEN_BATCHES.toMillis());
            }
        } catch (Exception failure) {
            throw new IllegalStateException("the load ended", failure);
        }
    }

    private void send(List<String> batch) throws Exception {
        byte[] body = (GponSample.HEADER + "\n" + String.join("\n", batch) + "\n").getBytes(StandardCharsets.UTF_8);
        Client.await(
                "readings are accepted",
                PATIENCE,
                () -> client.postEvents(tenant, "gpon", "text/csv", Map.of(), body),
                answer -> {
                    assertThat(answer.status()).as(answer.text()).isIn(202, 503);
                    return answer.status() == 202;
                });
    }
}
