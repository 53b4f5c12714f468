package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks for rows until it is stopped: whatever dies of what makes them, those that are there are served. What is answered 503
 * says that it helps to ask again, and then it must.
 */
final class FaultsReaders {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    private final Client client;
    private final String tenant;
    private final String from;
    private final String to;
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private volatile boolean stopping;

    FaultsReaders(Client client, String tenant, String from, String to) {
        this.client = client;
        this.tenant = tenant;
        this.from = from;
        this.to = to;
    }

    void stop() {
        stopping = true;
    }

    int answers() {
        return answers.get();
    }

    int askedAgain() {
        return askedAgain.get();
    }

    void run() {
        try {
            while (!stopping) {
                Client.Answer answer = ask();
                if (answer.status() == 503 && answer.text().contains("\"retryable\":true")) {
                    askedAgain.incrementAndGet();
                    answer = ask();
                }
                // Not found at the very first: the query service may not have heard of the pipeline yet.
                assertThat(answer.status())
                        .as(answer.text())
                        .isIn(answers.get() == 0 ? List.of(200, 404) : List.of(200));
                if (answer.status() == 200) {
                    answers.incrementAndGet();
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_QUESTIONS.toMillis());
            }
        } catch (Exception failure) {
            throw new IllegalStateException("reading ended", failure);
        }
    }

    private Client.Answer ask() throws Exception {
        return client.getRollup(tenant, "gpon", "province_5m", Map.of("from", from, "to", to, "limit", "100"));
    }
}
