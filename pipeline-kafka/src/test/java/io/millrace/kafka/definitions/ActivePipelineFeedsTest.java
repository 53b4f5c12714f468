package io.millrace.kafka.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ActivePipelineFeedsTest {
    private static final RollupLayout LAYOUT = new RollupLayout(3_600_000, 4);
    private static final int FED = 1_000_001;

    private static String source(String measure) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event: {fields: [{name: device, type: string}]}
                rollups:
                  - name: device_5m
                    dimensions: [device]
                    window: {type: tumbling, size: 5m}
                    measures: [{name: %s, type: count}]
                """.formatted(measure);
    }

    private static PipelineRecord.Version version(int version, String measure) {
        return new PipelineRecord.Version(version, source(measure), "f" + version, version, Instant.EPOCH);
    }

    private static ActivePipeline pipeline(List<PipelineRecord.Version> versions, PipelineRecord.Feed... feeds) {
        PipelineRecord.Generation generation = PipelineRecord.Generation.first("device_5m", LAYOUT, Instant.EPOCH)
                .meantBy(versions.size());
        return ActivePipeline.of(
                new PipelineRecord("acme", "speeds", versions, List.of(generation)).feeding(List.of(feeds)),
                3,
                DefinitionReader::read);
    }

    private static PipelineRecord.Feed feed(int version) {
        return new PipelineRecord.Feed(
                "device_5m", FED, version, LAYOUT, new TimeInterval(0, 600_000), -1, new UUID(0, 1), Instant.EPOCH);
    }

    @Test
    void shouldShowFeedsToNoReader() {
        // When
        ActivePipeline pipeline = pipeline(List.of(version(1, "n")), feed(1));
        // Then
        assertThat(pipeline.generations("device_5m"))
                .extracting(ActiveRollup::generation)
                .containsExactly(1);
        assertThat(pipeline.rollup("device_5m").orElseThrow().generation()).isEqualTo(1);
        assertThat(pipeline.serving("device_5m", 0).generation()).isEqualTo(1);
        assertThat(pipeline.rollups()).extracting(ActiveRollup::generation).containsExactly(1);
    }

    @Test
    void shouldFindAFeedByItsGeneration() {
        // When
        ActivePipeline pipeline = pipeline(List.of(version(1, "n")), feed(1));
        // Then
        ActiveRollup fed = pipeline.rollup("device_5m", FED).orElseThrow();
        assertThat(fed.serves()).isEqualTo(new TimeInterval(0, 600_000));
        assertThat(fed.isRecomputed()).isTrue();
        assertThat(pipeline.rollup("device_5m", 1).orElseThrow().isRecomputed()).isFalse();
        assertThat(pipeline.rollup("device_5m", FED + 1)).isEmpty();
        assertThat(pipeline.rollup("device", FED)).isEmpty();
    }

    @Test
    void shouldMeanWhatTheFeedsVersionSays() {
        // Given: a version that nothing but the feed counts by
        List<PipelineRecord.Version> versions = List.of(version(1, "former"), version(2, "latter"));
        // When
        ActivePipeline pipeline = pipeline(versions, feed(1));
        // Then
        assertThat(pipeline.versions()).hasSize(1);
        assertThat(pipeline.feeds()).hasSize(1);
        assertThat(pipeline.feeds()
                        .get(0)
                        .rollup()
                        .plan()
                        .definition()
                        .measures()
                        .get(0)
                        .name())
                .isEqualTo("former");
        assertThat(pipeline.rollup("device_5m")
                        .orElseThrow()
                        .plan()
                        .definition()
                        .measures()
                        .get(0)
                        .name())
                .isEqualTo("latter");
    }
}
