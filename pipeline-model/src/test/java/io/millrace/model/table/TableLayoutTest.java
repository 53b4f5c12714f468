package io.millrace.model.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.table.TableLayout.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableLayoutTest {
    private static final Column ONU = new Column("onu", FieldType.of(Kind.STRING));
    private static final Column AT = new Column("at", FieldType.of(Kind.TIMESTAMP));
    private static final Column PRICE = new Column("price", FieldType.decimal(10, 2));
    private static final Column SPEED = new Column("speed", FieldType.of(Kind.LONG));
    private static final TableLayout LAYOUT = new TableLayout("t", List.of(ONU, AT), List.of(PRICE, SPEED));

    @Test
    void shouldReadBackFromItsText() {
        assertThat(LAYOUT.text()).isEqualTo("onu string|at timestamp;price decimal(10,2)|speed long");
        assertThat(TableLayout.parse("t", LAYOUT.text())).isEqualTo(LAYOUT);
        TableLayout onlyKey = new TableLayout("t", List.of(ONU), List.of());
        assertThat(TableLayout.parse("t", onlyKey.text())).isEqualTo(onlyKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "onu string", "onu;", "onu strin;", ";price long", "onu string;price"})
    void shouldRefuseATextThatIsNone(String text) {
        assertThatThrownBy(() -> TableLayout.parse("t", text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeColumnsThatAreAddedAndLeftOut() {
        TableLayout fewer = new TableLayout("t", LAYOUT.key(), List.of(SPEED));

        assertThat(LAYOUT.problemsAfter(fewer, "tables[0]")).isEmpty();
        assertThat(fewer.problemsAfter(LAYOUT, "tables[0]")).isEmpty();
    }

    @Test
    void shouldRefuseAnotherKeyAndAnotherType() {
        // Given
        Column speedAsText = new Column("speed", FieldType.of(Kind.STRING));
        TableLayout other = new TableLayout("t", List.of(AT, ONU), List.of(PRICE, speedAsText));

        // When
        List<DefinitionProblem> problems = other.problemsAfter(LAYOUT, "tables[0]");

        // Then
        assertThat(problems)
                .extracting(DefinitionProblem::path)
                .containsExactly("tables[0].key", "tables[0].columns[1]");
        assertThat(problems.get(0).message()).contains("from [onu string, at timestamp] to [at timestamp, onu string]");
        assertThat(problems.get(1).message()).contains("from long to string");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.hint()).contains("t_2"));
    }
}
