package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.stream.stage.StageMetrics.StateSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MicrometerStageMetricsTest {
    private static final String SOURCE = """
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: at, type: timestamp}
              time: at
            rollups:
              - name: all
                window: {type: tumbling, size: 1m}
                measures: [{name: readings, type: count}]
            """;

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerStageMetrics metrics = new MicrometerStageMetrics(registry, definitions);
    private long offset;

    private void put() {
        PipelineRecord record = new PipelineRecord(
                "acme", "gpon", List.of(new PipelineRecord.Version(1, SOURCE, "", 7, Instant.EPOCH)), List.of());
        definitions.put(record.key(), ActivePipeline.of(record, offset, DefinitionReader::read));
        definitions.advance(offset++);
    }

    private void remove() {
        definitions.remove(PipelineRecord.key("acme", "gpon"));
        definitions.advance(offset++);
        metrics.definitionsChanged();
    }

    private double gauge(String name) {
        return registry.get(name)
                .tags("tenant", "acme", "pipeline", "gpon")
                .gauge()
                .value();
    }

    @Test
    void shouldAddUpWhatTasksHold() {
        // Given
        put();
        // When
        metrics.holds("1_0", "acme", "gpon", new StateSize(3, 100));
        metrics.holds("1_1", "acme", "gpon", new StateSize(4, 50));
        metrics.holds("1_0", "acme", "gpon", new StateSize(5, 120));
        // Then
        assertThat(gauge("millrace.stream.groups")).isEqualTo(9);
        assertThat(gauge("millrace.stream.state")).isEqualTo(170);
        metrics.released("1_0");
        assertThat(gauge("millrace.stream.groups")).isEqualTo(4);
    }

    @Test
    void shouldShowTheGreatestLagOfItsTasks() {
        // Given
        put();
        // When
        metrics.lag("0_0", "acme", "gpon", Duration.ofSeconds(90));
        metrics.lag("0_1", "acme", "gpon", Duration.ofMillis(1_500));
        // Then
        assertThat(gauge("millrace.stream.lag")).isEqualTo(90);
        metrics.lag("0_0", "acme", "gpon", Duration.ZERO);
        assertThat(gauge("millrace.stream.lag")).isEqualTo(1.5);
        metrics.released("0_1");
        assertThat(gauge("millrace.stream.lag")).isZero();
    }

    @Test
    void shouldForgetAPipelineThatIsDeletedAndTakeItUpAgain() {
        // Given
        put();
        metrics.counted("acme", "gpon", 5, 1);
        metrics.deadLetter("acme", "");
        // When
        remove();
        metrics.holds("1_0", "acme", "gpon", new StateSize(1, 10));
        // Then
        assertThat(registry.find("millrace.stream.events")
                        .tag("pipeline", "gpon")
                        .counter())
                .isNull();
        assertThat(registry.find("millrace.stream.groups")
                        .tag("pipeline", "gpon")
                        .gauge())
                .isNull();
        assertThat(registry.get("millrace.stream.dead.letters")
                        .tag("pipeline", "")
                        .counter()
                        .count())
                .isEqualTo(1);
        put();
        metrics.counted("acme", "gpon", 2, 0);
        assertThat(registry.get("millrace.stream.events")
                        .tag("pipeline", "gpon")
                        .counter()
                        .count())
                .isEqualTo(2);
    }
}
