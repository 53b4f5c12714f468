package io.millrace.query.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cassandra.Proof;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.query.data.Gpon;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ProofReaderTest {
    private final DefinitionsView definitions = new DefinitionsView(Duration.ZERO);

    private List<ProofCounts> read(ProofSource source) {
        return new ProofReader(definitions, source, ReadLimits.DEFAULT).read();
    }

    private static Proof proof(String rollup, long equal, long wrong) {
        return new Proof(Gpon.TENANT, Gpon.PIPELINE, rollup, equal, wrong, new UUID(0x1000, 1));
    }

    @Test
    void shouldTellOfEachRollupThatThereIs() {
        // Given: the proof of a rollup that is no more
        definitions.put("acme/gpon", Gpon.pipeline());
        ProofSource source = tenant -> CompletableFuture.completedStage(
                tenant.equals(Gpon.TENANT) ? List.of(proof(Gpon.ROLLUP, 100, 2), proof("gone", 5, 5)) : List.of());

        // Then
        assertThat(read(source))
                .contains(new ProofCounts(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, 100, 2))
                .extracting(ProofCounts::rollup)
                .doesNotContain("gone");
    }

    @Test
    void shouldTellNothingOfARollupThatWasNeverReconciled() {
        // Given
        definitions.put("acme/gpon", Gpon.pipeline());

        // Then
        assertThat(read(tenant -> CompletableFuture.completedStage(List.of())))
                .contains(new ProofCounts(Gpon.TENANT, Gpon.PIPELINE, Gpon.ROLLUP, 0, 0));
    }

    @Test
    void shouldAskForNobodyWhereThereAreNoPipelines() {
        assertThat(read(tenant -> {
                    throw new IllegalStateException("asked for " + tenant);
                }))
                .isEmpty();
    }

    @Test
    void shouldSayThatItCannotBeReadNow() {
        // Given
        definitions.put("acme/gpon", Gpon.pipeline());

        // Then
        assertThatThrownBy(() -> read(tenant -> CompletableFuture.failedStage(new RowsUnavailableException("not now"))))
                .isInstanceOf(RowsUnavailableException.class);
    }
}
