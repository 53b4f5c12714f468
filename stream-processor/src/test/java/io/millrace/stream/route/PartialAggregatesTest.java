package io.millrace.stream.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.record.PipelineRecord;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.event.Event;
import io.millrace.model.rollup.RollupLayout;
import io.millrace.stream.partial.PartialBundles;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialAggregatesTest {
    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: p
            event:
              fields: [{name: value, type: double}]
            rollups:
              - name: all_1h
                window: {type: tumbling, size: 1h}
                measures:
                  - {name: values, type: distinct, field: value}
                  - {name: p99, type: quantile, field: value, q: 0.99}
            """;

    @Test
    void shouldCountSketchesAsTheyGrow() {
        // Given: one group
        ActivePipeline pipeline = ActivePipeline.of(
                new PipelineRecord(
                        "acme",
                        "p",
                        List.of(new PipelineRecord.Version(1, DEFINITION, "", 7, Instant.EPOCH)),
                        List.of(PipelineRecord.Generation.first(
                                "all_1h", new RollupLayout(86_400_000, 4), Instant.EPOCH))),
                0,
                DefinitionReader::read);
        RollupRoute rollup = new RollupRoute(pipeline, pipeline.rollups().get(0));
        PartialAggregates partials = new PartialAggregates();
        Event event = new Event(pipeline.schema());

        // When
        event.setDouble(0, 1);
        partials.add(rollup, 0, new byte[0], 0, 0, event);
        long first = partials.bytes();
        for (int index = 0; index < 1_000; index++) {
            event.setDouble(0, Math.pow(1.1, index));
            partials.add(rollup, 0, new byte[0], 0, 0, event);
        }

        // Then: 4 KiB of registers, and a table of 2,048 buckets with 12 bytes each
        assertThat(first).isBetween(200L, 1_000L);
        assertThat(partials.bytes()).isBetween(4_096L + 2_048 * 12, 40_000L);

        partials.drainTo(new PartialBundles(1, (key, value) -> {}));
        assertThat(partials.bytes()).isZero();
    }
}
