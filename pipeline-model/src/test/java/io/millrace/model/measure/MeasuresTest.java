package io.millrace.model.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.MeasureDefinition;
import io.millrace.model.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    @Test
    void shouldCountEventsWithAndWithoutValues() {
        OneField field = OneField.of(FieldType.Kind.LONG, MeasureDefinition.Type.COUNT);

        assertThat(field.finish(List.of(1L, "absent", 2L))).isEqualTo(new Value.Whole(3));
        assertThat(field.finish(List.of())).isEqualTo(new Value.Whole(0));
    }

    @Test
    void shouldRefuseWhatCanNotBeMeasured() {
        for (FieldType.Kind kind : List.of(FieldType.Kind.STRING, FieldType.Kind.BOOLEAN, FieldType.Kind.UUID)) {
            assertRefused(kind, MeasureDefinition.Type.SUM, "field of type");
            assertRefused(kind, MeasureDefinition.Type.MAX, "field of type");
            assertRefused(kind, MeasureDefinition.Type.VARIANCE, "field of type");
            assertRefused(kind, MeasureDefinition.Type.QUANTILE, "field of type");
        }
        assertRefused(FieldType.Kind.TIMESTAMP, MeasureDefinition.Type.AVG, "field of type timestamp");
        assertRefused(FieldType.Kind.DATE, MeasureDefinition.Type.SUM, "field of type date");
        assertRefused(FieldType.Kind.DATE, MeasureDefinition.Type.STDDEV, "field of type date");
    }

    @Test
    void shouldRefuseAConditionThatIsNotEvaluated() {
        MeasureDefinition filtered = new MeasureDefinition(
                "busy",
                MeasureDefinition.Type.COUNT,
                Optional.empty(),
                Optional.of("value > 1"),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty());

        assertThatThrownBy(() -> Measures.bind(
                        filtered,
                        OneField.of(FieldType.Kind.LONG, MeasureDefinition.Type.COUNT)
                                .schema()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("busy: its condition is not evaluated");
    }

    @Test
    void shouldRefuseMissingOptions() {
        var schema =
                OneField.of(FieldType.Kind.LONG, MeasureDefinition.Type.SUM).schema();

        assertThatThrownBy(() -> Measures.bind(
                        MeasureDefinition.of("p99", MeasureDefinition.Type.QUANTILE, Optional.of("value")), schema))
                .hasMessage("p99: no q");
        assertThatThrownBy(() -> Measures.bind(
                        MeasureDefinition.of("ids", MeasureDefinition.Type.DISTINCT, Optional.of("value")), schema))
                .hasMessage("ids: no precision");
    }

    @Test
    void shouldRefuseFieldsThatAreNotThere() {
        OneField field = OneField.of(FieldType.Kind.LONG, MeasureDefinition.Type.SUM);
        MeasureDefinition unknown = MeasureDefinition.of("total", MeasureDefinition.Type.SUM, Optional.of("elsewhere"));
        MeasureDefinition none = MeasureDefinition.of("total", MeasureDefinition.Type.SUM, Optional.empty());

        assertThatThrownBy(() -> Measures.bind(unknown, field.schema())).hasMessage("total: no field elsewhere");
        assertThatThrownBy(() -> Measures.bind(none, field.schema())).hasMessage("total: no field to measure");
    }

    private static void assertRefused(FieldType.Kind kind, MeasureDefinition.Type type, String message) {
        assertThatThrownBy(() -> OneField.of(kind, type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
