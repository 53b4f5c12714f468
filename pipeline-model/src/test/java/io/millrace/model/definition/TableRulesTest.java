package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.PipelineDefinition.TableDefinition;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableRulesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{key: [note], columns: [day]}                     | tables[0].name       | is missing",
                "{name: T, key: [note], columns: [day]}            | tables[0].name       | can't be a name",
                "{name: t, columns: [day]}                         | tables[0].key        | is missing",
                "{name: t, key: [], columns: [day]}                | tables[0].key        | names no field",
                "{name: t, key: [note]}                            | tables[0].columns    | is missing",
                "{name: t, key: [note], columns: []}               | tables[0].columns    | names no field",
                "{name: t, key: [nothing], columns: [day]}         | tables[0].key[0]     | no field",
                "{name: t, key: [note, note], columns: [day]}      | tables[0].key[1]     | twice",
                "{name: t, key: [note], columns: [nothing]}        | tables[0].columns[0] | no field",
                "{name: t, key: [note], columns: [day, day]}       | tables[0].columns[1] | twice",
                "{name: t, key: [note], columns: [day, note]}      | tables[0].columns[1] | is in the key",
                "{name: t, key: [note], columns: [day], ttl: 1d}   | tables[0].ttl        | unknown key",
                "{name: t, key: [n], columns: [day]}               | tables[0].key[0]     | no field",
                "{name: t, key: note, columns: [day]}              | tables[0].key        | expected a list",
            })
    void shouldRefuse(String table, String path, String message) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.VALID + "tables: [" + table + "]\n");

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
    }

    @Test
    void shouldRefuseTwoTablesOfOneName() {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.VALID
                + "tables: [{name: t, key: [note], columns: [day]}, {name: t, key: [day], columns: [note]}]\n");

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("tables[1].name");
    }

    @ParameterizedTest
    @CsvSource({"limit", "cursor", "integers"})
    void shouldRefuseAKeyThatReadersCouldNotName(String field) {
        // When
        List<DefinitionProblem> problems =
                Definitions.problems(Definitions.VALID.replace("name: note", "name: " + field)
                        + "tables: [{name: t, key: [" + field + "], columns: [day]}]\n");

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("tables[0].key[0]");
        assertThat(Definitions.problems(Definitions.VALID.replace("name: note", "name: " + field)
                        + "tables: [{name: t, key: [day], columns: [" + field + "]}]\n"))
                .isEmpty();
    }

    @Test
    void shouldRefuseMoreTablesThanEachEventCanBeWrittenTo() {
        // Given
        String many = IntStream.rangeClosed(0, TableReader.MAX_TABLES)
                .mapToObj(number -> "{name: t" + number + ", key: [note], columns: [day]}")
                .collect(Collectors.joining(", "));

        // Then
        assertThat(Definitions.problems(Definitions.VALID + "tables: [" + many + "]\n"))
                .extracting(DefinitionProblem::path)
                .containsExactly("tables");
    }

    @Test
    void shouldTakeColumnsFromTheEventFromLookupsAndFromExpressions() {
        // When
        PipelineDefinition definition = DefinitionReader.read(Definitions.VALID + """
                enrich: [{lookup: provinces, on: province, add: [{name: people, type: int}]}]
                derive: [{name: twice, type: double, expr: double(speed_in) * 2.0}]
                tables:
                  - {name: by_note, key: [note, people], columns: [price, twice]}
                """);

        // Then
        assertThat(definition.tables())
                .containsExactly(new TableDefinition("by_note", List.of("note", "people"), List.of("price", "twice")));
        assertThat(definition.typeOf("people")).contains(FieldType.of(FieldType.Kind.INT));
        assertThat(definition.typeOf("twice")).contains(FieldType.of(FieldType.Kind.DOUBLE));
        assertThat(definition.typeOf("price")).contains(FieldType.decimal(10, 2));
        assertThat(definition.typeOf("nothing")).isEmpty();
    }

    @Test
    void shouldReadBackFromItsCanonicalForm() {
        // Given
        PipelineDefinition definition =
                DefinitionReader.read(Definitions.VALID + "tables: [{name: t, key: [note, day], columns: [price]}]\n");

        // When
        String canonical = CanonicalDefinition.write(definition);

        // Then
        assertThat(canonical)
                .contains("\"tables\":[{\"name\":\"t\",\"key\":[\"note\",\"day\"],\"columns\":[\"price\"]}]");
        assertThat(DefinitionReader.read(canonical)).isEqualTo(definition);
        assertThat(definition.fingerprint())
                .isNotEqualTo(DefinitionReader.read(Definitions.VALID).fingerprint());
    }
}
