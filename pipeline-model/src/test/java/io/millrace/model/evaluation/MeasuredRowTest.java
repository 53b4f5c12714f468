package io.millrace.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventId;
import io.millrace.model.event.EventSchema;
import io.millrace.model.expression.ExpressionScope;
import io.millrace.model.rollup.RollupPlan;
import io.millrace.model.rollup.RollupState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredRowTest {
    private static final PipelineDefinition DEFINITION = DefinitionReader.read("""
            apiVersion: millrace/v1
            pipeline: p
            event:
              fields:
                - {name: speed, type: long}
                - {name: name, type: string}
                - {name: at, type: timestamp}
                - {name: day, type: date}
                - {name: price, type: "decimal(10,2)", optional: true}
                - {name: load, type: double, optional: true}
            rollups:
              - name: r
                window: {type: tumbling, size: 5m}
                measures:
                  - {name: readings, type: count}
                  - {name: total, type: sum, field: speed}
                  - {name: mean, type: avg, field: speed}
                  - {name: names, type: distinct, field: name}
                  - {name: last_name, type: last, field: name}
                  - {name: last_at, type: max, field: at}
                  - {name: last_day, type: max, field: day}
                  - {name: p50, type: quantile, field: speed, q: 0.5}
                  - {name: load, type: max, field: load}
                  - {name: price, type: sum, field: price}
            """);

    private final EventSchema schema = EventSchema.of("acme", "p", DEFINITION.event());
    private final MeasuredRow row =
            MeasuredRow.of(DEFINITION.rollups().get(0), field -> schema.field(schema.indexOf(field))
                    .type());
    private final RollupState state =
            RollupPlan.of(DEFINITION.rollups().get(0), schema).newState();

    private void add(long speed, String name) {
        Event event = new Event(schema);
        event.setId(EventId.fresh(0, 1, 1));
        event.setLong(0, speed);
        event.setString(1, name);
        event.setLong(2, 3_600_000);
        event.setLong(3, 1);
        state.add(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "events == 2 && events == readings      ~ true",
                "readings == 2                          ~ true",
                "total > 40                             ~ true",
                "mean > 20.5 && mean < 21.5             ~ true",
                "names in [1, 2]                        ~ true",
                "last_name == 'b' || last_name == 'a'   ~ true",
                "last_at.getHours() == 1                ~ true",
                "last_day == '1970-01-02'               ~ true",
                "p50 >= 19.0                            ~ true",
                "load > 1.0                             ~ false",
                "load == null                           ~ true",
            })
    void shouldAskConditionsOfARow(String condition, boolean holds) {
        // Given
        add(20, "a");
        add(22, "b");
        ExpressionScope scope = ExpressionScope.of(row.schema());

        // When / Then
        assertThat(scope.check(condition, FieldType.of(FieldType.Kind.BOOLEAN), List.of()))
                .isEmpty();
        assertThat(scope.condition("alert", condition).holds(row.of(state))).isEqualTo(holds);
    }

    @Test
    void shouldCompareASumBeyond64BitsAsItShould() {
        add(Long.MAX_VALUE, "a");
        add(Long.MAX_VALUE, "a");

        assertThat(ExpressionScope.of(row.schema())
                        .condition("alert", "total > 9000000000000000000")
                        .holds(row.of(state)))
                .isTrue();
    }

    @Test
    void shouldRefuseDecimals() {
        assertThat(ExpressionScope.of(row.schema())
                        .check("price > 1.0", FieldType.of(FieldType.Kind.BOOLEAN), List.of()))
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem.message()).contains("decimal(10,2)"));
    }
}
