package io.millrace.model.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.bytes.ByteReader;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.bytes.MalformedBytesException;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.definition.RollupDefinition;
import io.millrace.model.definition.WindowDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.Value;
import io.millrace.model.window.SessionWindows;
import io.millrace.model.window.TumblingWindows;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RollupStateTest {
    private static final EventSchema SCHEMA = EventSchema.of(
            "acme",
            "gpon",
            new EventDefinition(
                    List.of(
                            field("province", FieldType.of(FieldType.Kind.STRING)),
                            field("speed", FieldType.of(FieldType.Kind.LONG)),
                            field("load", FieldType.of(FieldType.Kind.DOUBLE))),
                    Optional.empty(),
                    List.of(),
                    Duration.ofHours(1),
                    EventDefinition.UnknownFields.IGNORE));

    private static final RollupPlan PLAN = RollupPlan.of(
            new RollupDefinition(
                    "province_5m",
                    List.of("province"),
                    new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ofMinutes(1)),
                    OptionalInt.empty(),
                    List.of(
                            MeasureDefinition.of("readings", MeasureDefinition.Type.COUNT, Optional.empty()),
                            MeasureDefinition.of("total", MeasureDefinition.Type.SUM, Optional.of("speed")),
                            MeasureDefinition.of("avg_load", MeasureDefinition.Type.AVG, Optional.of("load")),
                            MeasureDefinition.of("top", MeasureDefinition.Type.MAX, Optional.of("speed")))),
            SCHEMA);

    private static FieldDefinition field(String name, FieldType type) {
        return new FieldDefinition(
                name,
                type,
                name,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Event event(long speed, double load) {
        Event event = new Event(SCHEMA);
        event.setLong(1, speed);
        if (Double.isFinite(load)) {
            event.setDouble(2, load);
        }
        return event;
    }

    private static byte[] bytes(RollupState state) {
        ByteWriter out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }

    @Property
    void shouldBeTheSameFromAnyPartials(@ForAll @Size(max = 50) List<Long> seeds, @ForAll Random random) {
        // Given
        RollupState whole = PLAN.newState();
        RollupState[] partials = {PLAN.newState(), PLAN.newState(), PLAN.newState()};
        for (long seed : seeds) {
            Event event = event(seed, Double.longBitsToDouble(seed * 0x9E3779B97F4A7C15L));
            whole.add(event);
            partials[random.nextInt(3)].add(event);
        }

        // When: one partial comes through bytes, one as an object
        RollupState merged = PLAN.newState();
        ByteReader in = new ByteReader(bytes(partials[2]));
        merged.mergeFrom(in);
        merged.merge(partials[0]);
        merged.merge(partials[1]);

        // Then
        assertThat(in.remaining()).isZero();
        assertThat(merged.events()).isEqualTo(seeds.size());
        assertThat(bytes(merged)).isEqualTo(bytes(whole));
        assertThat(PLAN.measuresJson(merged)).isEqualTo(PLAN.measuresJson(whole));
    }

    @Test
    void shouldFinishInTheOrderOfTheDefinition() {
        RollupState state = PLAN.newState();
        state.add(event(10, 0.5));
        state.add(event(Long.MAX_VALUE, Double.NaN));

        assertThat(state.events()).isEqualTo(2);
        assertThat(state.finish(3)).isEqualTo(new Value.Whole(Long.MAX_VALUE));
        assertThat(PLAN.measuresJson(state))
                .isEqualTo(
                        "{\"readings\":2,\"total\":9223372036854775817,\"avg_load\":0.5,\"top\":9223372036854775807}");
        assertThat(PLAN.measuresJson(PLAN.newState()))
                .isEqualTo("{\"readings\":0,\"total\":null,\"avg_load\":null,\"top\":null}");
    }

    @Test
    void shouldWriteEveryKindOfResultAsJson() {
        // Given
        PipelineDefinition definition = DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: all
                event:
                  fields:
                    - {name: text, type: string}
                    - {name: flag, type: boolean}
                    - {name: whole, type: long}
                    - {name: real, type: double}
                    - {name: exact, type: "decimal(10,2)"}
                    - {name: at, type: timestamp}
                    - {name: day, type: date}
                    - {name: device, type: uuid}
                rollups:
                  - name: all_1m
                    window: {type: tumbling, size: 1m}
                    measures:
                      - {name: last_text, type: last, field: text}
                      - {name: last_flag, type: last, field: flag}
                      - {name: last_whole, type: last, field: whole}
                      - {name: last_real, type: last, field: real}
                      - {name: last_exact, type: last, field: exact}
                      - {name: last_at, type: last, field: at}
                      - {name: last_day, type: last, field: day}
                      - {name: last_device, type: last, field: device}
                      - {name: var_whole, type: variance, field: whole}
                      - {name: dev_exact, type: stddev, field: exact}
                      - {name: p50_real, type: quantile, field: real, q: 0.5}
                      - {name: p50_exact, type: quantile, field: exact, q: 0.5}
                      - {name: texts, type: distinct, field: text}
                """);
        EventSchema schema = EventSchema.of("acme", "all", definition.event());
        RollupPlan plan = RollupPlan.of(definition.rollups().get(0), schema);
        RollupState state = plan.newState();
        Event event = new Event(schema);
        event.setString(0, "say \"hi\"");
        event.setLong(1, 1);
        event.setLong(2, Long.MIN_VALUE);
        event.setDouble(3, 0.1);
        event.setSlice(4, new byte[] {-5}, 0, 1);
        event.setLong(5, 1_564_630_713_000L);
        event.setLong(6, 18_109);
        event.setString(7, "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6");

        // When: the same event twice
        state.add(event);
        state.add(event);

        // Then
        assertThat(plan.measuresJson(state)).isEqualTo("""
                {"last_text":"say \\"hi\\"","last_flag":true,"last_whole":-9223372036854775808,"last_real":0.1,\
                "last_exact":"-0.05","last_at":"2019-08-01T03:38:33Z","last_day":"2019-08-01",\
                "last_device":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6","var_whole":0.0,"dev_exact":"0.00000000",\
                "p50_real":0.1,"p50_exact":"-0.05000000","texts":1}""");
    }

    @Test
    void shouldTellHowMuchItGrew() {
        // Given
        EventSchema schema = EventSchema.of(
                "acme",
                "one",
                new EventDefinition(
                        List.of(field("speed", FieldType.of(FieldType.Kind.LONG))),
                        Optional.empty(),
                        List.of(),
                        Duration.ofHours(1),
                        EventDefinition.UnknownFields.IGNORE));
        RollupPlan plan = RollupPlan.of(
                new RollupDefinition(
                        "all",
                        List.of(),
                        new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ZERO),
                        OptionalInt.empty(),
                        List.of(new MeasureDefinition(
                                "speeds",
                                MeasureDefinition.Type.DISTINCT,
                                Optional.of("speed"),
                                Optional.empty(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                OptionalInt.of(12)))),
                schema);
        RollupState state = plan.newState();
        long told = 0;

        // When
        for (long speed = 0; speed < 1_000; speed++) {
            Event event = new Event(schema);
            event.setLong(0, speed);
            state.add(event);
            told += state.growth();
        }

        // Then: 4,096 registers of a byte, and what is around them
        assertThat(told).isEqualTo(state.bytes()).isBetween(4_096L, 5_000L);
        assertThat(state.growth()).isZero();
    }

    /** States are stored: what was once written must be read for ever. */
    @Test
    void shouldKeepTheFormOfStoredStates() {
        RollupState state = PLAN.newState();
        state.add(event(3, 0.5));
        state.add(event(300, -0.75));

        // format, events; count; count, length, 303; count, 2^-2, length, -1; seen, 300
        assertThat(bytes(state)).isEqualTo(new byte[] {1, 2, 2, 2, 4, 1, 0x2F, 2, 3, 2, -1, 1, (byte) 0xD8, 4});
    }

    @Test
    void shouldRefuseStatesThatItDidNotWrite() {
        RollupState state = PLAN.newState();
        state.add(event(3, 0.5));
        byte[] written = bytes(state);

        for (int length = 0; length < written.length; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            assertThatThrownBy(() -> PLAN.newState().mergeFrom(new ByteReader(cut)))
                    .isInstanceOf(MalformedBytesException.class);
        }
        byte[] other = written.clone();
        other[0] = 9;
        assertThatThrownBy(() -> PLAN.newState().mergeFrom(new ByteReader(other)))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("format 9");
    }

    @Test
    void shouldAlignWindowsAsDefined() {
        assertThat(PLAN.panes().orElseThrow().startOf(60_000)).isEqualTo(60_000);
        assertThat(PLAN.panes().orElseThrow().startOf(59_999)).isEqualTo(-240_000);
        assertThat(PLAN.name()).isEqualTo("province_5m");
    }

    @Test
    void shouldKeepHoppingWindowsByPane() {
        RollupPlan hopping = RollupPlan.of(
                rollupOf(new WindowDefinition.Hopping(
                        Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(1))),
                SCHEMA);

        assertThat(hopping.panes()).contains(new TumblingWindows(300_000, 60_000));
    }

    @Test
    void shouldKeepSessionsByNoPane() {
        RollupPlan sessions = RollupPlan.of(rollupOf(new WindowDefinition.Session(Duration.ofMinutes(30))), SCHEMA);

        assertThat(sessions.windows()).isEqualTo(new SessionWindows(1_800_000));
        assertThat(sessions.panes()).isEmpty();
    }

    private static RollupDefinition rollupOf(WindowDefinition window) {
        return new RollupDefinition("visits", List.of("province"), window, OptionalInt.empty(), List.of());
    }
}
