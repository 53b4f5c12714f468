package io.millrace.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.kafka.record.PipelineRecord.Past;
import io.millrace.kafka.record.PipelineRecord.Purge;
import io.millrace.kafka.record.PipelineRecord.Version;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PurgedPipelineTest {
    private static final Instant AT = Instant.ofEpochMilli(1_000);
    private static final Purge PURGE = new Purge(new UUID(1, 2), AT);

    private final PipelineRecord pipeline = new PipelineRecord(
            "acme",
            "gpon",
            List.of(new Version(1, "first", "f", 7, AT), new Version(2, "second", "g", 9, AT)),
            List.of(generation("a", 1), generation("a", 3), generation("b", 1)));

    private static Generation generation(String rollup, int number) {
        return new Generation(
                rollup, number, 1, new RollupLayout(3_600_000, 4), TimeInterval.ALWAYS, Long.MIN_VALUE, AT);
    }

    private static PipelineRecord roundTrip(PipelineRecord record) {
        RecordSerde<PipelineRecord> serde = RecordSerde.withoutRegistry(new PipelineFormat(), 1);
        return serde.deserialize(serde.serialize(record));
    }

    @Test
    void shouldSayThatItIsBeingPurged() {
        // When
        PipelineRecord purging = pipeline.asBeingPurged(PURGE);

        // Then
        assertThat(roundTrip(purging)).isEqualTo(purging);
        assertThat(purging.deleted()).isTrue();
        assertThat(purging.purge()).contains(PURGE);
        assertThat(purging.isPurged()).isFalse();
    }

    @Test
    void shouldLeaveOnlyNumbersThatMustNotBeUsedAgain() {
        // When
        PipelineRecord left = pipeline.asBeingPurged(PURGE).asPurged();

        // Then
        assertThat(roundTrip(left)).isEqualTo(left);
        assertThat(left.isPurged()).isTrue();
        assertThat(left.generations())
                .containsExactly(
                        generation("a", 3).serving(TimeInterval.NEVER),
                        generation("b", 1).serving(TimeInterval.NEVER));
        assertThat(left.past()).isEqualTo(new Past(1, List.of(7, 9)));
    }

    @Test
    void shouldTellItsGenerationsFromThoseOfWhoeverHasTheNameNext() {
        // Given
        int next = pipeline.asBeingPurged(PURGE).asPurged().firstRecomputed();

        // When, Then
        assertThat(pipeline.firstRecomputed()).isEqualTo(Layer.FIRST_GENERATION);
        assertThat(pipeline.counted("a", 1)).isTrue();
        assertThat(pipeline.counted("a", 3)).isTrue();
        assertThat(pipeline.counted("a", 4)).isFalse();
        assertThat(pipeline.counted("c", 1)).isFalse();
        assertThat(pipeline.counted("a", Layer.FIRST_GENERATION)).isTrue();
        assertThat(pipeline.counted("a", next - 1)).isTrue();
        assertThat(pipeline.counted("a", next)).isFalse();
    }
}
