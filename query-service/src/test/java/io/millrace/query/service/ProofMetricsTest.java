package io.millrace.query.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.millrace.cassandra.Proof;
import io.millrace.query.data.Gpon;
import io.millrace.query.read.RowsUnavailableException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MicronautTest
class ProofMetricsTest {
    private static final String WRONG = "{pipeline=\"gpon\",result=\"wrong\",rollup=\"province_5m\",tenant=\"acme\"}";
    private static final String EQUAL = WRONG.replace("wrong", "equal");

    private final HttpClient client = HttpClient.newHttpClient();
    private final EmbeddedServer server;
    private final FakeBackends backends;
    private final ProofMetrics metrics;

    ProofMetricsTest(EmbeddedServer server, FakeBackends backends, ProofMetrics metrics) {
        this.server = server;
        this.backends = backends;
        this.metrics = metrics;
    }

    @BeforeEach
    void reset() {
        backends.reset();
    }

    private void store(long equal, long wrong) {
        Proof proof = new Proof(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, equal, wrong, new UUID(0x1000, 1));
        backends.storeProofs(
                tenant -> CompletableFuture.completedStage(tenant.equals(Gpon.TENANT) ? List.of(proof) : List.of()));
    }

    private List<String> scraped() throws Exception {
        return client.send(
                        HttpRequest.newBuilder(server.getURI().resolve("/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_reconcile_windows_total"))
                .toList();
    }

    @Test
    void shouldCountFromNothingOn() throws Exception {
        // When: never reconciled, then once
        metrics.look();
        List<String> before = scraped();
        store(100, 2);
        metrics.look();
        List<String> after = scraped();

        // Then: so that Prometheus sees the first wrong row as an increase
        assertThat(before)
                .contains(
                        "millrace_reconcile_windows_total" + WRONG + " 0.0",
                        "millrace_reconcile_windows_total" + EQUAL + " 0.0");
        assertThat(after)
                .contains(
                        "millrace_reconcile_windows_total" + WRONG + " 2.0",
                        "millrace_reconcile_windows_total" + EQUAL + " 100.0");
    }

    @Test
    void shouldStayAsItWasWhileCassandraDoesNotAnswer() throws Exception {
        // Given
        store(100, 2);
        metrics.look();

        // When
        backends.storeProofs(tenant -> CompletableFuture.failedStage(new RowsUnavailableException("not now")));
        metrics.look();

        // Then
        assertThat(scraped()).contains("millrace_reconcile_windows_total" + WRONG + " 2.0");
    }
}
