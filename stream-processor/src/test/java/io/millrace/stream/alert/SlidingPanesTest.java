package io.millrace.stream.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlidingPanesTest {
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: gpon
            event:
              fields: [{name: speed, type: double}]
            rollups:
              - name: total
                window: {type: hopping, size: 10m, advance: 1m}
                measures:
                  - {name: sum, type: sum, field: speed}
                  - {name: least, type: min, field: speed}
                  - {name: first, type: first, field: speed}
                  - {name: deviation, type: stddev, field: speed}
                  - {name: middle, type: quantile, field: speed, q: 0.5}
                  - {name: speeds, type: distinct, field: speed, precision: 6}
            """);
    private static final EventSchema SCHEMA = EventSchema.of("acme", "gpon", DEFINITION.event());
    private static final RollupPlan PLAN = RollupPlan.of(DEFINITION.rollups().get(0), SCHEMA);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGiveTheSameBytesAsMergingEachWindowByItself(long seed) {
        // Given
        Random random = new Random(seed);
        int size = 1 + random.nextInt(9);
        TreeMap<Long, byte[]> panes = new TreeMap<>();
        for (long pane = 0; pane < 60; pane++) {
            if (random.nextInt(3) > 0) {
                panes.put(pane, bytes(pane(pane, random)));
            }
        }
        SlidingPanes sliding = new SlidingPanes(PLAN);
        for (long start = -size; start < 60; start++) {
            // When
            byte[] entering = panes.get(start + size - 1);
            if (entering != null) {
                sliding.add(start + size - 1, state(entering));
            }
            sliding.dropBefore(start);
            // Then
            RollupState expected = PLAN.newState();
            panes.subMap(start, start + size).values().forEach(pane -> expected.merge(state(pane)));
            assertThat(bytes(sliding.state())).isEqualTo(bytes(expected));
        }
    }

    private static RollupState pane(long start, Random random) {
        RollupState state = PLAN.newState();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            Event event = new Event(SCHEMA);
            event.setEnvelope(start, start, 0);
            event.setDouble(0, random.nextInt(1_000) / 7.0);
            state.add(event);
        }
        return state;
    }

    private static RollupState state(byte[] bytes) {
        RollupState state = PLAN.newState();
        state.mergeFrom(new ByteReader(bytes));
        return state;
    }

    private static byte[] bytes(RollupState state) {
        ByteWriter out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }
}
