package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.evaluation.Evaluation.MissingKeys;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventDecoder;
import io.millrace.model.event.EventEncoder;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionFailedException;
import io.millrace.model.lookup.Lookups;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationTest {
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
              - {name: ratio, type: long, expr: speed_total / speed_in}
              - {name: place, type: string, expr: "'CN-' + province"}
            where: speed_total != 13
            rollups:
              - name: by_place
                dimensions: [place]
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: busy, type: count, where: speed_total > 10}
                  - {name: busy_sum, type: sum, field: speed_total, where: speed_total > 10}
                  - {name: total, type: sum, field: speed_total}
            """);
    private static final EventSchema RAW = EventSchema.of("acme", "gpon", DEFINITION.event());

    private final Evaluation evaluation = Evaluation.of(DEFINITION, RAW, Lookups.NONE);
    private final Event event = new Event(evaluation.schema());
    private final RollupPlan plan = RollupPlan.of(DEFINITION.rollups().get(0), evaluation.schema());

    /** As an event comes from its topic: encoded without what is computed. */
    private boolean take(String province, long in, @Nullable Long out) {
        Event sent = new Event(RAW);
        sent.setString(0, province);
        sent.setLong(1, in);
        if (out != null) {
            sent.setLong(2, out);
        }
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(sent, 1, bytes);
        new EventDecoder(RAW, evaluation.schema()).decode(bytes.toByteArray(), event);
        return evaluation.evaluate(event, MissingKeys.IGNORED);
    }

    @Test
    void shouldHaveComputedFieldsBehindThoseThatTravel() {
        assertThat(evaluation.schema().fields())
                .extracting(FieldDefinition::name)
                .containsExactly(
                        "province", "speed_in", "speed_out", "speed_total", "ratio", "place", "where speed_total > 10");
        assertThat(evaluation.schema().encodedSize()).isEqualTo(3);
        assertThat(evaluation.schema().avro()).isEqualTo(RAW.avro());
    }

    @Test
    void shouldCountByWhatIsDerived() {
        // Given
        RollupState state = plan.newState();
        ByteWriter group = new ByteWriter();

        // When
        for (long out : List.of(1L, 11L, 5L)) {
            assertThat(take("HKD", 5, out)).isTrue();
            state.add(event);
        }
        assertThat(take("HKD", 5, null)).isFalse();
        plan.groups().encode(event, group);

        // Then
        assertThat(plan.measuresJson(state)).isEqualTo("{\"readings\":3,\"busy\":1,\"busy_sum\":16,\"total\":32}");
        assertThat(event.asString(evaluation.schema().indexOf("place"))).isEqualTo("CN-HKD");
        assertThat(event.asString(0)).isEqualTo("HKD");
        assertThat(group.length()).isEqualTo(1 + "CN-HKD".length() + 2);
    }

    @Test
    void shouldLeaveOutWhereTheFilterDoesNotHold() {
        assertThat(take("HKD", 5, 8L)).isFalse();
        assertThat(take("HKD", 5, 9L)).isTrue();
        assertThat(take("HKD", 5, null)).as("null is false").isFalse();
    }

    @Test
    void shouldForgetWhatItDerivedOfTheEventBefore() {
        take("HKD", 5, 9L);
        take("HKI", 5, null);

        assertThat(event.isPresent(evaluation.schema().indexOf("speed_total"))).isFalse();
        assertThat(event.isPresent(evaluation.schema().indexOf("where speed_total > 10")))
                .isFalse();
        assertThat(event.asString(evaluation.schema().indexOf("place"))).isEqualTo("CN-HKI");
    }

    @Test
    void shouldMergeConditionalStates() {
        // Given
        RollupState one = plan.newState();
        RollupState other = plan.newState();
        take("HKD", 5, 11L);
        one.add(event);
        other.add(event);
        take("HKD", 5, 1L);
        other.add(event);

        // When
        one.merge(other);

        // Then
        assertThat(plan.measuresJson(one)).isEqualTo("{\"readings\":3,\"busy\":2,\"busy_sum\":32,\"total\":38}");
        assertThat(one.bytes()).isPositive();
    }

    @Test
    void shouldFail() {
        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> take("HKD", 0, 5L))
                .withMessage("derive ratio: speed_total / speed_in failed: division by zero; "
                        + "speed_total = 5, speed_in = 0");
    }

    @Test
    void shouldReadOldEventsThatBroughtWhatIsDerivedNow() {
        // Given
        PipelineDefinition before = DefinitionReader.read("""
                {apiVersion: millrace/v1, pipeline: gpon, event: {fields: [
                  {name: province, type: string}, {name: speed_in, type: long}, {name: speed_total, type: double}]}}
                """);
        EventSchema old = EventSchema.of("acme", "gpon", before.event());
        Event sent = new Event(old);
        sent.setString(0, "HKD");
        sent.setLong(1, 5);
        sent.setDouble(2, 77.5);
        ByteWriter bytes = new ByteWriter();
        EventEncoder.encode(sent, 1, bytes);

        // When
        new EventDecoder(old, evaluation.schema()).decode(bytes.toByteArray(), event);

        // Then
        assertThat(event.isPresent(evaluation.schema().indexOf("speed_total"))).isFalse();
        assertThat(event.asLong(1)).isEqualTo(5);
    }
}
