package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.DefinitionsView;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.stream.stage.StageMetrics.StateSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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

    private static final String LIMITED = """
              - name: %s
                dimensions: [at]
                window: {type: tumbling, size: 1m}
                maxGroups: 100
                measures: [{name: readings, type: count}]
            """;

    private final DefinitionsView definitions = new DefinitionsView(Duration.ofMillis(1));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerStageMetrics metrics = new MicrometerStageMetrics(registry, definitions);
    private long offset;

    private void put() {
        put(SOURCE);
    }

    private void put(String source) {
        PipelineRecord record = new PipelineRecord(
                "acme", "gpon", List.of(new PipelineRecord.Version(1, source, "", 7, Instant.EPOCH)), List.of());
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

    private Map<String, Double> limited() {
        return registry.find("millrace.stream.groups.limited").counters().stream()
                .collect(Collectors.toMap(
                        counter -> Objects.requireNonNull(counter.getId().getTag("rollup")), Counter::count));
    }

    /** Who watches a counter grow sees nothing of one that begins at what it grew to. */
    @Test
    void shouldShowThatNoGroupsAreLimitedBeforeAnyAre() {
        // Given
        put(SOURCE + LIMITED.formatted("first"));
        metrics.counted("acme", "gpon", 1, 0);
        assertThat(limited()).isEqualTo(Map.of("first", 0.0));
        // When
        put(SOURCE + LIMITED.formatted("first") + LIMITED.formatted("second"));
        metrics.definitionsChanged();
        metrics.limited("acme", "gpon", "first", 3);
        // Then
        assertThat(limited()).isEqualTo(Map.of("first", 3.0, "second", 0.0));
        remove();
        assertThat(limited()).isEmpty();
    }

    @Test
    void shouldShowThatAPipelineHasNoDeadLettersBeforeItHasAny() {
        // Given
        put();
        // When
        metrics.definitionsChanged();
        // Then
        assertThat(registry.get("millrace.stream.dead.letters")
                        .tags("tenant", "acme", "pipeline", "gpon")
                        .counter()
                        .count())
                .isZero();
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
