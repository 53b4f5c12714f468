package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollup that comes to mean something else while events flow. */
final class GenerationsTest {
    private static final int SCHEMA = 7;
    private static final long MINUTE = 60_000;
    private static final long BOUNDARY = 100 * MINUTE;
    private static final RollupLayout LAYOUT = new RollupLayout(86_400_000, 4);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    GenerationsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String definition(String expression, String window, String measure) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event:
                  fields:
                    - {name: speed, type: long}
                derive:
                  - {name: shown, type: long, expr: "%s"}
                rollups:
                  - name: all
                    dimensions: []
                    window: %s
                    measures: [{name: m, type: %s, field: shown}]
                """.formatted(expression, window, measure);
    }

    private void put(String former, String latter, boolean deleted) {
        PipelineRecord record = new PipelineRecord(
                "acme",
                "speeds",
                List.of(
                        new PipelineRecord.Version(1, former, "1", SCHEMA, Instant.EPOCH),
                        new PipelineRecord.Version(2, latter, "2", SCHEMA, Instant.EPOCH)),
                List.of(
                        PipelineRecord.Generation.first("all", LAYOUT, Instant.EPOCH)
                                .serving(new TimeInterval(Long.MIN_VALUE, BOUNDARY)),
                        new PipelineRecord.Generation(
                                "all",
                                2,
                                2,
                                LAYOUT,
                                new TimeInterval(BOUNDARY, Long.MAX_VALUE),
                                BOUNDARY,
                                Instant.EPOCH)));
        pipelines.put(deleted ? record.asDeleted() : record, DefinitionReader::read);
    }

    private void append(TopologyFixture topology, long eventTime, long speed) {
        Event event = new Event(EventSchema.of(
                "acme",
                "speeds",
                pipelines
                        .definitions()
                        .find("acme", "speeds")
                        .orElseThrow()
                        .definition()
                        .event()));
        event.setEnvelope(eventTime, eventTime, pipelines.offset());
        event.setLong(0, speed);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        topology.append("acme", derivedId(events++), bytes.toByteArray(), NOW);
    }

    private static List<String> rows(TopologyFixture topology) {
        return topology.emitted().stream()
                .map(row -> row.key().partition().generation() + "@" + row.key().windowStart() / MINUTE + " "
                        + row.measures())
                .toList();
    }

    @Test
    void shouldCountEachTimeByTheVersionThatIsInForceForIt() {
        // Given
        String tumbling = "{type: tumbling, size: 5m}";
        put(definition("speed + 1", tumbling, "sum"), definition("speed * 10", tumbling, "max"), false);
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, BOUNDARY, 5);
            append(topology, BOUNDARY - 1, 5);
            append(topology, BOUNDARY + 1, 7);
            append(topology, BOUNDARY - 2, 7);

            // Then
            assertThat(rows(topology))
                    .containsExactly("2@100 {\"m\":50}", "1@95 {\"m\":6}", "2@100 {\"m\":70}", "1@95 {\"m\":14}");
        }
    }

    @Test
    void shouldFillHoppingWindowsOfTheFormerGenerationToTheirEnd() {
        // Given: windows of ten minutes, the last of the former generation is [95, 105)
        String hopping = "{type: hopping, size: 10m, advance: 5m}";
        put(definition("speed", hopping, "sum"), definition("speed", hopping, "max"), false);
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, BOUNDARY - 1, 1);
            append(topology, BOUNDARY, 2);
            append(topology, BOUNDARY + 5 * MINUTE - 1, 3);
            append(topology, BOUNDARY + 5 * MINUTE, 4);

            // Then
            assertThat(rows(topology))
                    .containsExactlyInAnyOrder(
                            "1@95 {\"m\":1}",
                            "1@100 {\"m\":2}",
                            "2@100 {\"m\":2}",
                            "1@100 {\"m\":5}",
                            "2@100 {\"m\":3}",
                            "2@105 {\"m\":4}");
        }
    }

    @Test
    void shouldCountNothingOfADeletedPipeline() {
        // Given
        String tumbling = "{type: tumbling, size: 5m}";
        put(definition("speed", tumbling, "sum"), definition("speed", tumbling, "max"), true);
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, BOUNDARY, 5);

            // Then
            assertThat(rows(topology)).isEmpty();
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.metric("events-of-deleted-pipelines-total")).isEqualTo(1);
        }
    }
}
