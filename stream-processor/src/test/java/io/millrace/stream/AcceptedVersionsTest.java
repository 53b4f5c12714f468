package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.kafka.record.PipelineRecord.Generation;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.Layer;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.model.window.TimeInterval;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version of the definition decides on the events that it accepted, whichever counts them. */
final class AcceptedVersionsTest {
    private static final int SCHEMA = 7;
    private static final long MINUTE = 60_000;
    private static final long BOUNDARY = 100 * MINUTE;
    private static final RollupLayout LAYOUT = new RollupLayout(86_400_000, 4);

    /** What events carry that the first version accepted, and the second, which was put behind it. */
    private static final long FIRST = 0;

    private static final long SECOND = 1;

    private static final String DIVIDES = "[{name: shown, type: long, expr: \"speed / lane\"}]";
    private static final String SHOWS = "[{name: shown, type: long, expr: speed}]";

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;

    AcceptedVersionsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String definition(String derive, String measured) {
        return """
                apiVersion: millrace/v1
                pipeline: speeds
                event: {fields: [{name: lane, type: long}, {name: speed, type: long}]}
                lateness: 1h
                derive: %s
                rollups:
                  - name: all
                    dimensions: []
                    window: {type: tumbling, size: 5m}
                    measures: [{name: m, type: sum, field: %s}]
                  - name: plain
                    dimensions: []
                    window: {type: tumbling, size: 5m}
                    measures: [{name: m, type: sum, field: speed}]
                """.formatted(derive, measured);
    }

    private static PipelineRecord record(String first, String second, List<Generation> generations) {
        return new PipelineRecord(
                "acme",
                "speeds",
                List.of(
                        new PipelineRecord.Version(1, first, "1", SCHEMA, Instant.EPOCH, -1),
                        new PipelineRecord.Version(2, second, "2", SCHEMA, Instant.EPOCH, FIRST)),
                generations);
    }

    /** The first version, then the second in its place. */
    private void put(PipelineRecord record) {
        pipelines.put(record, DefinitionReader::read);
        pipelines.put(record, DefinitionReader::read);
    }

    private static Generation whole(String rollup, int version) {
        return Generation.first(rollup, LAYOUT, Instant.EPOCH).meantBy(version);
    }

    private void append(TopologyFixture topology, int id, long acceptedUnder, long eventTime, long lane, long speed) {
        Event event = new Event(EventSchema.of(
                "acme",
                "speeds",
                DefinitionReader.read(definition(SHOWS, "shown")).event()));
        event.setEnvelope(eventTime, eventTime, acceptedUnder);
        event.setLong(0, lane);
        event.setLong(1, speed);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        topology.append("acme", derivedId(id), bytes.toByteArray(), NOW);
    }

    private static List<String> rows(TopologyFixture topology) {
        return topology.emitted().stream()
                .map(row -> row.key().partition().rollup() + "/"
                        + row.key().partition().generation() + " " + row.measures())
                .toList();
    }

    @Test
    void shouldRefuseWhatTheVersionCantEvaluateThatAcceptedIt() {
        // Given: the second version, which counts all, does not divide any more
        put(record(
                definition(DIVIDES, "shown"), definition(SHOWS, "shown"), List.of(whole("all", 2), whole("plain", 2))));
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, 1, FIRST, BOUNDARY, 0, 7);
            // Then
            assertThat(rows(topology)).isEmpty();
            assertThat(topology.deadLetters()).extracting(DeadLetter::code).containsExactly("expression-failed");
        }
    }

    @Test
    void shouldCountARefusedEventOnceWhenItIsReplayed() {
        // Given
        put(record(
                definition(DIVIDES, "shown"), definition(SHOWS, "shown"), List.of(whole("all", 2), whole("plain", 2))));
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            append(topology, 1, FIRST, BOUNDARY, 0, 7);
            // When
            append(topology, 1, SECOND, BOUNDARY, 0, 7);
            append(topology, 1, SECOND, BOUNDARY, 0, 7);
            // Then
            assertThat(rows(topology)).containsExactlyInAnyOrder("all/1 {\"m\":7}", "plain/1 {\"m\":7}");
            assertThat(topology.deadLetters()).hasSize(1);
        }
    }

    @Test
    void shouldLeaveOutWhatAnotherVersionAcceptedAndARollupCantEvaluate() {
        // Given: windows before the boundary are meant by the first version, which divides
        put(record(
                definition(DIVIDES, "shown"),
                definition(SHOWS, "shown"),
                List.of(
                        Generation.first("all", LAYOUT, Instant.EPOCH)
                                .serving(new TimeInterval(Long.MIN_VALUE, BOUNDARY)),
                        new Generation(
                                "all",
                                2,
                                2,
                                LAYOUT,
                                new TimeInterval(BOUNDARY, Long.MAX_VALUE),
                                BOUNDARY,
                                Instant.EPOCH),
                        whole("plain", 2))));
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, 1, SECOND, BOUNDARY - 1, 0, 7);
            append(topology, 1, SECOND, BOUNDARY - 1, 2, 7);
            append(topology, 2, SECOND, BOUNDARY - 1, 2, 8);
            append(topology, 3, SECOND, BOUNDARY, 0, 9);
            // Then: the first is an event like any other, so what follows is its copy
            assertThat(rows(topology))
                    .containsExactlyInAnyOrder(
                            "plain/1 {\"m\":7}",
                            "all/1 {\"m\":4}",
                            "plain/1 {\"m\":15}",
                            "all/2 {\"m\":9}",
                            "plain/1 {\"m\":9}");
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.metric("version-evaluation-failures-total")).isEqualTo(1);
        }
    }

    @Test
    void shouldCountInARollupThatStaysWhateverElseTheNextVersionComputes() {
        // Given: an event on its way, while a version is put that divides for another rollup
        put(record(
                definition(SHOWS, "shown"), definition(DIVIDES, "shown"), List.of(whole("all", 2), whole("plain", 2))));
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, 1, FIRST, BOUNDARY, 0, 7);
            append(topology, 2, SECOND, BOUNDARY, 0, 7);
            // Then
            assertThat(rows(topology)).containsExactly("plain/1 {\"m\":7}");
            assertThat(topology.deadLetters()).hasSize(1);
            assertThat(topology.metric("version-evaluation-failures-total")).isEqualTo(1);
        }
    }

    @Test
    void shouldFeedNothingThatWasRefused() {
        // Given: a generation is recomputed as the second version means it, which can evaluate what the first refuses
        PipelineRecord record = record(
                definition(DIVIDES, "shown"), definition(SHOWS, "shown"), List.of(whole("all", 1), whole("plain", 1)));
        put(record.feeding(List.of(new PipelineRecord.Feed(
                "all",
                Layer.FIRST_GENERATION,
                2,
                LAYOUT,
                new TimeInterval(0, 2 * BOUNDARY),
                -1,
                new UUID(0, 1),
                Instant.EPOCH))));
        try (TopologyFixture topology = new TopologyFixture(pipelines, ROOMY, NOW, folder)) {
            // When
            append(topology, 1, FIRST, BOUNDARY, 0, 7);
            append(topology, 2, FIRST, BOUNDARY, 2, 8);
            append(topology, 3, SECOND, BOUNDARY, 0, 9);
            // Then
            assertThat(rows(topology))
                    .containsExactlyInAnyOrder(
                            "all/1 {\"m\":4}",
                            "plain/1 {\"m\":8}",
                            "all/1000001 {\"m\":8}",
                            "plain/1 {\"m\":17}",
                            "all/1000001 {\"m\":17}");
            assertThat(topology.deadLetters()).hasSize(1);
        }
    }
}
