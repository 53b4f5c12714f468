package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionChangeTest {
    private static final PipelineDefinition VALID = DefinitionReader.read(Definitions.VALID);

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lateness: 12h            | lateness: 2d",
                "maxAhead: 2h             | maxAhead: 0s",
                "unknownFields: reject    | unknownFields: ignore",
                "min: 0, max: 10          | min: -5",
                "unit: bit/s              | unit: B/s",
                "from: PROVINCECODE       | from: PROVINCE",
                "format: yyyy-MM-dd       | format: dd-MM-yyyy",
                "zone: Asia/Shanghai      | zone: UTC",
                "archive: 10d, rollups: 20d | archive: 1d, rollups: 200d",
                "{name: note, type: string, optional: true} | {name: more, type: long, optional: true}",
                "{name: note, type: string, optional: true} | {name: note, type: string, optional: true, unit: words}",
                "name: total_1h           | name: another_1h",
            })
    void shouldAllow(String piece, String replacement) {
        PipelineDefinition after = DefinitionReader.read(Definitions.with(piece, replacement));

        assertThat(DefinitionChange.between(VALID, after).problems()).isEmpty();
    }

    @Test
    void shouldBeginNoGenerationForSources() {
        PipelineDefinition after =
                DefinitionReader.read(Definitions.VALID + "sources: [{type: csv-folder, folder: f}]\n");

        DefinitionChange change = DefinitionChange.between(VALID, after);

        assertThat(change.problems()).isEmpty();
        assertThat(change.changedRollups()).isEmpty();
        assertThat(after.fingerprint()).isNotEqualTo(VALID.fingerprint());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: long               | type: int    | event.fields[2].type     | from long to int | another name",
                "decimal(10,2)            | decimal(11,2) | event.fields[4].type    | from decimal(10,2) | another name",
                "- {name: note, type: string, optional: true} | - {name: more, type: long} | event.fields[3] "
                        + "| have no field more | optional: true",
                "type: string, optional: true | type: string | event.fields[3].optional | no value for note | optional: true",
                "time: recorded_at        | # acceptance | event.time   | from recorded_at to the time of acceptance | another name",
                "id: [province, recorded_at] | id: [recorded_at, province] | event.id | twice | another name",
                "id: [province, recorded_at] | # none    | event.id                 | twice            | another name",
            })
    void shouldRefuseAndSayTheWayOut(String piece, String replacement, String path, String message, String hint) {
        // Given
        PipelineDefinition after = DefinitionReader.read(Definitions.with(piece, replacement));

        // When
        List<DefinitionProblem> problems =
                DefinitionChange.between(VALID, after).problems();

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).hint()).contains(hint);
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dimensions: [province]   | dimensions: []               | province_5m",
                "dimensions: [province]   | dimensions: [province, note] | province_5m",
                "size: 5m                 | size: 10m                    | province_5m",
                "offset: 1m               | offset: 2m                   | province_5m",
                "name: readings           | name: events                 | province_5m",
                "type: max                | type: min                    | total_1h",
            })
    void shouldNameTheRollupThatMeansSomethingElse(String piece, String replacement, String rollup) {
        // Given
        PipelineDefinition after = DefinitionReader.read(Definitions.with(piece, replacement));

        // When
        DefinitionChange change = DefinitionChange.between(VALID, after);

        // Then
        assertThat(change.problems()).isEmpty();
        assertThat(change.changedRollups()).containsExactly(rollup);
    }

    private static final String DERIVED = Definitions.with("field: speed_in", "field: twice, where: loud") + """
            derive:
              - {name: once, type: long, expr: speed_in + 0}
              - {name: twice, type: long, expr: 2 * once}
              - {name: loud, type: boolean, expr: size(note) > 3}
              - {name: unused, type: long, expr: once - 1}
            """;

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "speed_in + 0 | speed_in + 1       | province_5m",
                "2 * once     | 3 * once           | province_5m",
                "size(note)   | size(province)     | province_5m",
                "once - 1     | once - 2           | ",
                "lateness: 12h | where: unused > 3 | province_5m,total_1h",
            })
    void shouldNameTheRollupsThatAnExpressionGivesAnotherMeaning(
            String piece, String replacement, @Nullable String rollups) {
        // Given
        PipelineDefinition before = DefinitionReader.read(DERIVED);
        PipelineDefinition after = DefinitionReader.read(DERIVED.replace(piece, replacement));

        // When
        DefinitionChange change = DefinitionChange.between(before, after);

        // Then
        assertThat(change.problems()).isEmpty();
        assertThat(change.changedRollups()).isEqualTo(rollups == null ? Set.of() : Set.of(rollups.split(",", -1)));
    }

    @Test
    void shouldSeeThatAFilterUsesWhatIsDerived() {
        String filtered = DERIVED + "where: unused > 3\n";

        assertThat(DefinitionChange.between(
                                DefinitionReader.read(filtered),
                                DefinitionReader.read(filtered.replace("once - 1", "once - 2")))
                        .changedRollups())
                .containsExactly("province_5m", "total_1h");
    }

    @Test
    void shouldTakeOtherOptionsOfAMeasureForAnotherMeaning() {
        String piece = "- {name: avg_in, type: avg, field: speed_in}";
        PipelineDefinition before =
                DefinitionReader.read(Definitions.with(piece, "- {name: a, type: quantile, field: speed_in, q: 0.5}"));
        PipelineDefinition same = DefinitionReader.read(
                Definitions.with(piece, "- {name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 0.01}"));
        PipelineDefinition finer = DefinitionReader.read(
                Definitions.with(piece, "- {name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 0.001}"));

        assertThat(DefinitionChange.between(before, same).changedRollups()).isEmpty();
        assertThat(DefinitionChange.between(before, finer).changedRollups()).containsExactly("province_5m");
    }

    @Test
    void shouldAllowToAddAndRemoveRollupsAndFieldsUsedNowhere() {
        // Given
        String fewer = Definitions.VALID.substring(0, Definitions.VALID.indexOf("  - name: total_1h"))
                + "retention: {archive: 10d, rollups: 20d}\n";
        PipelineDefinition less =
                DefinitionReader.read(fewer.replace("    - {name: day, type: date, format: yyyy-MM-dd}\n", ""));

        // When / Then
        assertThat(less.event().fields()).hasSize(5);
        assertThat(less.rollups()).hasSize(1);
        assertThat(DefinitionChange.between(VALID, less).problems()).isEmpty();
        assertThat(DefinitionChange.between(DefinitionReader.read(fewer), VALID).problems())
                .isEmpty();
    }

    @Test
    void shouldAllowARequiredFieldToBecomeOptional() {
        PipelineDefinition after =
                DefinitionReader.read(Definitions.with("type: long, ", "type: long, optional: true, "));

        assertThat(DefinitionChange.between(VALID, after).problems()).isEmpty();
    }

    @Test
    void shouldSayEverythingAtOnce() {
        PipelineDefinition after = DefinitionReader.read(
                Definitions.with("type: long", "type: int").replace("time: recorded_at", ""));

        assertThat(DefinitionChange.between(VALID, after).problems())
                .extracting(DefinitionProblem::path)
                .containsExactly("event.fields[2].type", "event.time");
    }

    @Test
    void shouldNotCompareTwoPipelines() {
        PipelineDefinition other = DefinitionReader.read(Definitions.with("pipeline: gpon", "pipeline: other"));

        assertThatIllegalArgumentException().isThrownBy(() -> DefinitionChange.between(VALID, other));
    }
}
