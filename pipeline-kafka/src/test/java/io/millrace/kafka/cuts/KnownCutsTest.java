package io.millrace.kafka.cuts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.CutRecords.Cut;
import io.millrace.kafka.record.RecordSerde;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownCutsTest {
    private static final CutsLog.Fed FED = new CutsLog.Fed("acme", "gpon", "province_5m", 1_000_001);
    private static final CutsLog.Fed LATER = new CutsLog.Fed("acme", "gpon", "province_5m", 1_000_002);

    private final RecordSerde<CutRecords.Key> keys = RecordSerde.withoutRegistry(new CutRecords.KeyFormat(), 1);
    private final RecordSerde<Cut> values = RecordSerde.withoutRegistry(new CutRecords.ValueFormat(), 2);
    private final KnownCuts cuts = new KnownCuts(keys, values);

    private void take(CutsLog.Fed fed, int partition, @Nullable Cut cut) {
        CutRecords.Key key =
                new CutRecords.Key(fed.tenant(), fed.pipeline(), fed.rollup(), fed.generation(), partition);
        cuts.take(new ConsumerRecord<>("cuts", 0, 0, keys.serialize(key), cut == null ? null : values.serialize(cut)));
    }

    @Test
    void shouldWaitForTheLastPartition() throws Exception {
        // Given
        take(FED, 2, new Cut("events.acme", 30));
        take(FED, 0, new Cut("events.acme", 10));
        take(LATER, 1, new Cut("events.acme", 99));
        // When
        CompletableFuture<Optional<long[]>> waiting = CompletableFuture.supplyAsync(() -> await(FED, 3, 30_000));
        boolean doneTooSoon = waiting.isDone();
        take(FED, 1, new Cut("events.acme", 20));
        // Then
        assertThat(waiting.get(30, TimeUnit.SECONDS))
                .hasValueSatisfying(offsets -> assertThat(offsets).containsExactly(10, 20, 30));
        assertThat(doneTooSoon).isFalse();
    }

    @Test
    void shouldSayThatAPartitionDidNotReport() {
        // When
        take(FED, 0, new Cut("events.acme", 10));
        // Then
        assertThat(await(FED, 2, 1)).isEmpty();
        assertThat(await(LATER, 1, 0)).isEmpty();
    }

    @Test
    void shouldForgetCutsThatAreNoMore() {
        // Given
        take(FED, 0, new Cut("events.acme", 10));
        take(FED, 1, new Cut("events.acme", 11));
        // When
        take(FED, 0, null);
        take(LATER, 0, null);
        // Then
        assertThat(cuts.of(FED)).containsOnlyKeys(1);
        take(FED, 1, null);
        assertThat(cuts.of(FED)).isEmpty();
    }

    private Optional<long[]> await(CutsLog.Fed fed, int partitions, long millis) {
        try {
            return cuts.await(fed, partitions, Duration.ofMillis(millis));
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
