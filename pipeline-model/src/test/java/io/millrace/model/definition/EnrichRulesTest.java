package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichRulesTest {
    private static final FieldType TEXT = FieldType.of(FieldType.Kind.STRING);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{on: note, add: [r]}                              | enrich[0].lookup      | is missing",
                "{lookup: L, on: note, add: [r]}                   | enrich[0].lookup      | can't be a name",
                "{lookup: l, add: [r]}                             | enrich[0].on          | is missing",
                "{lookup: l, on: nothing, add: [r]}                | enrich[0].on          | no field",
                "{lookup: l, on: note}                             | enrich[0].add         | is missing",
                "{lookup: l, on: note, add: []}                    | enrich[0].add         | names no field",
                "{lookup: l, on: note, add: [R]}                   | enrich[0].add[0]      | can't be a name",
                "{lookup: l, on: note, add: [note]}                | enrich[0].add[0]      | another field",
                "{lookup: l, on: note, add: [r, r]}                | enrich[0].add[1]      | another field",
                "{lookup: l, on: note, add: [12]}                  | enrich[0].add[0]      | a name or a mapping",
                "{lookup: l, on: note, add: [{type: long}]}        | enrich[0].add[0].name | is missing",
                "{lookup: l, on: note, add: [{name: r, type: no}]} | enrich[0].add[0].type | is no type",
                "{lookup: l, on: note, add: [{name: r, of: x}]}    | enrich[0].add[0].of   | unknown key",
            })
    void shouldRefuse(String enrich, String path, String message) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.VALID + "enrich: [" + enrich + "]\n");

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
    }

    @Test
    void shouldMakeWhatIsAddedAColumnOfItsType() {
        // When
        PipelineDefinition definition =
                DefinitionReader.read(Definitions.with("dimensions: []", "dimensions: [region]") + """
                enrich:
                  - {lookup: provinces, on: province, add: [region, {name: people, type: long, from: population}]}
                  - {lookup: regions, on: region, add: [{name: country, from: name}]}
                derive: [{name: per_head, type: long, expr: speed_in / people}]
                where: country != 'x'
                """);

        // Then
        assertThat(definition.enrich())
                .containsExactly(
                        new EnrichDefinition(
                                "provinces",
                                "province",
                                List.of(
                                        new AddedField("region", TEXT, "region"),
                                        new AddedField("people", FieldType.of(FieldType.Kind.LONG), "population"))),
                        new EnrichDefinition("regions", "region", List.of(new AddedField("country", TEXT, "name"))));
    }

    @Test
    void shouldRefuseAnExpressionThatTakesItForAnotherType() {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.VALID + """
                enrich: [{lookup: provinces, on: province, add: [region]}]
                where: region > 1
                """);

        // Then
        assertThat(problems).extracting(DefinitionProblem::path).containsExactly("where");
    }

    @Test
    void shouldChangeTheMeaningOfRollupsThatUseItAndOfNoOthers() {
        // Given
        String before = Definitions.with("dimensions: []", "dimensions: [region]")
                + "enrich: [{lookup: provinces, on: province, add: [region, other]}]\n";

        // Then
        assertThat(changed(before, before.replace("lookup: provinces", "lookup: areas")))
                .containsExactly("total_1h");
        assertThat(changed(before, before.replace("[region, other]", "[{name: region, from: name}, other]")))
                .containsExactly("total_1h");
        assertThat(changed(before, before.replace("[region, other]", "[region]")))
                .isEmpty();
    }

    @Test
    void shouldChangeTheMeaningWhereItIsUsedThroughAnother() {
        // Given
        String before = Definitions.with("dimensions: []", "dimensions: [country]") + """
                enrich:
                  - {lookup: provinces, on: province, add: [region]}
                  - {lookup: regions, on: region, add: [country]}
                """;

        // Then
        assertThat(changed(before, before.replace("lookup: provinces", "lookup: areas")))
                .containsExactly("total_1h");
    }

    private static Iterable<String> changed(String before, String after) {
        return DefinitionChange.between(DefinitionReader.read(before), DefinitionReader.read(after))
                .changedRollups();
    }
}
