package io.millrace.stream;

import static io.millrace.stream.StageFixture.NOW;
import static io.millrace.stream.StageFixture.ROOMY;
import static io.millrace.stream.StageFixture.derivedId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.kafka.record.DeadLetter;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupRow;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Derived fields, filters and conditions of measures in the topology. */
final class ExpressionsTest {
    private static final int SCHEMA = 7;
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields:
                - {name: province, type: string}
                - {name: speed_in, type: long}
                - {name: speed_out, type: long, optional: true}
            derive:
              - {name: speed_total, type: long, expr: speed_in + speed_out}
              - {name: place, type: string, expr: "province.startsWith('H') ? 'south' : 'north'"}
            where: speed_in >= 0
            rollups:
              - name: by_place
                dimensions: [place]
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: total, type: sum, field: speed_total}
                  - {name: busy, type: count, where: speed_total > 100}
              - name: ratios
                dimensions: []
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: doubled, type: count, where: speed_out / speed_in > 1}
            """);

    private final Pipelines pipelines = new Pipelines();
    private final Path folder;
    private int events;

    ExpressionsTest(@TempDir Path folder) {
        this.folder = folder;
        pipelines.put("acme", SCHEMA, 1, DEFINITION);
    }

    private TopologyFixture topology() {
        return new TopologyFixture(pipelines, ROOMY, NOW, folder);
    }

    private byte[] event(String province, long in, @Nullable Long out) {
        Event event = new Event(EventSchema.of("acme", "gpon", DEFINITION.event()));
        event.setEnvelope(0, 0, pipelines.offset());
        event.setString(0, province);
        event.setLong(1, in);
        if (out != null) {
            event.setLong(2, out);
        }
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(event, SCHEMA, bytes);
        return bytes.toByteArray();
    }

    private void append(TopologyFixture topology, String province, long in, @Nullable Long out) {
        topology.append("acme", derivedId(events++), event(province, in, out), NOW);
    }

    private static List<String> measures(List<RollupRow> rows) {
        return rows.stream().map(RollupRow::measures).toList();
    }

    @Test
    void shouldCountByWhatIsDerived() {
        try (TopologyFixture topology = topology()) {
            // When
            append(topology, "HKD", 60, 50L);
            append(topology, "BJ", 1, 1L);
            append(topology, "HKI", 2, null);
            // Then
            assertThat(measures(topology.emitted()))
                    .containsExactly(
                            "{\"readings\":1,\"total\":110,\"busy\":1}",
                            "{\"readings\":1,\"doubled\":0}",
                            "{\"readings\":1,\"total\":2,\"busy\":0}",
                            "{\"readings\":2,\"doubled\":0}",
                            "{\"readings\":2,\"total\":110,\"busy\":1}",
                            "{\"readings\":3,\"doubled\":0}");
            assertThat(topology.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldLeaveOutWhatTheFilterLeavesOutButKnowItsId() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event("HKD", -1, 5L), NOW);
            topology.append("acme", derivedId(1), event("HKD", 1, 5L), NOW);
            // Then
            assertThat(topology.emitted()).isEmpty();
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.progress().values())
                    .allSatisfy(progress -> assertThat(progress.duplicates()).isEqualTo(1));
        }
    }

    @Test
    void shouldSendWhatFailsToDeadLettersAndGoOn() {
        try (TopologyFixture topology = topology()) {
            // When
            append(topology, "HKD", Long.MAX_VALUE, 1L);
            append(topology, "HKD", 1, 5L);
            // Then
            assertThat(topology.deadLetters())
                    .extracting(DeadLetter::code, DeadLetter::message)
                    .containsExactly(tuple(
                            "expression-failed",
                            "derive speed_total: speed_in + speed_out failed: the result of + does not fit 64 bits; "
                                    + "speed_in = 9223372036854775807, speed_out = 1"));
            assertThat(measures(topology.emitted()))
                    .containsExactly("{\"readings\":1,\"total\":6,\"busy\":0}", "{\"readings\":1,\"doubled\":1}");
        }
    }

    @Test
    void shouldCountNothingOfAnEventThatFailsInOneMeasureAndForgetItsId() {
        try (TopologyFixture topology = topology()) {
            // When
            topology.append("acme", derivedId(1), event("HKD", 0, 5L), NOW);
            topology.append("acme", derivedId(1), event("HKD", 1, 5L), NOW);
            // Then
            assertThat(topology.deadLetters())
                    .extracting(DeadLetter::message)
                    .containsExactly("where of ratios.doubled: speed_out / speed_in > 1 failed: division by zero; "
                            + "speed_out = 5, speed_in = 0");
            assertThat(measures(topology.emitted()))
                    .containsExactly("{\"readings\":1,\"total\":6,\"busy\":0}", "{\"readings\":1,\"doubled\":1}");
        }
    }
}
