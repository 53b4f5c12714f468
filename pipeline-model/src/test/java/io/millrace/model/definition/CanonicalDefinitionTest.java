package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalDefinitionTest {
    private static final PipelineDefinition VALID = DefinitionReader.read(Definitions.VALID);

    @Test
    void shouldKeepTheFingerprintForEver() {
        // Stored fingerprints are compared with computed ones: a change here makes every definition look changed.
        assertThat(VALID.fingerprint()).isEqualTo("b443a2b353339254");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lateness: 12h              | lateness:   720m # twelve hours",
                "pipeline: gpon             | pipeline: 'gpon'",
                "unit: bit/s, min: 0        | min: 0.00, unit: bit/s",
                "max: 10                    | max: 1e1",
                "name: speed_in, type: long | name: speed_in, type: long, from: speed_in, optional: false",
                "size: 1h                   | size: 60m, offset: 0s",
                "dimensions: []             | # none",
                "decimal(10,2)              | decimal( 10 , 2 )",
            })
    void shouldBeTheSameForTheSameMeaning(String piece, String replacement) {
        assertThat(DefinitionReader.read(Definitions.with(piece, replacement)).fingerprint())
                .isEqualTo(VALID.fingerprint());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pipeline: gpon            | pipeline: other",
                "from: PROVINCECODE        | from: PROVINCE",
                "name: note, type: string  | name: note, type: uuid",
                "zone: Asia/Shanghai       | zone: UTC",
                "format: yyyy-MM-dd        | format: dd-MM-yyyy",
                "unit: bit/s               | unit: B/s",
                "min: 0                    | min: 1",
                "max: 10                   | max: 11",
                "optional: true            | optional: false",
                "time: recorded_at         | # acceptance",
                "id: [province, recorded_at] | id: [recorded_at]",
                "maxAhead: 2h              | maxAhead: 3h",
                "unknownFields: reject     | unknownFields: ignore",
                "lateness: 12h             | lateness: 13h",
                "name: total_1h            | name: total",
                "dimensions: [province]    | dimensions: [note]",
                "size: 5m                  | size: 6m",
                "offset: 1m                | offset: 2m",
                "dimensions: []            | maxGroups: 10",
                "name: readings            | name: events",
                "type: avg                 | type: sum",
                "field: day                | field: recorded_at",
                "archive: 10d              | archive: 11d",
                "rollups: 20d              | rollups: 21d",
                "lateness: 12h             | where: speed_in > 1",
                "type: count               | type: count, where: speed_in > 1",
                "lateness: 12h             | enrich: [{lookup: l, on: note, add: [region]}]",
                "lateness: 12h             | derive: [{name: twice, type: long, expr: 2 * speed_in}]",
            })
    void shouldDifferForAnotherMeaning(String piece, String replacement) {
        assertThat(DefinitionReader.read(Definitions.with(piece, replacement)).fingerprint())
                .isNotEqualTo(VALID.fingerprint());
    }

    private static PipelineDefinition withMeasure(String measure) {
        return DefinitionReader.read(Definitions.with("- {name: avg_in, type: avg, field: speed_in}", "- " + measure));
    }

    @Test
    void shouldHaveTheOptionsOfMeasures() {
        PipelineDefinition quantile = withMeasure("{name: a, type: quantile, field: speed_in, q: 0.50}");
        PipelineDefinition distinct = withMeasure("{name: a, type: distinct, field: note}");

        // A default written out, or a number written in another way, means the same.
        assertThat(withMeasure("{name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 1e-2}")
                        .fingerprint())
                .isEqualTo(quantile.fingerprint());
        assertThat(withMeasure("{name: a, type: distinct, field: note, precision: 12}")
                        .fingerprint())
                .isEqualTo(distinct.fingerprint());
        assertThat(withMeasure("{name: a, type: quantile, field: speed_in, q: 0.51}")
                        .fingerprint())
                .isNotEqualTo(quantile.fingerprint());
        assertThat(withMeasure("{name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 0.02}")
                        .fingerprint())
                .isNotEqualTo(quantile.fingerprint());
        assertThat(withMeasure("{name: a, type: distinct, field: note, precision: 13}")
                        .fingerprint())
                .isNotEqualTo(distinct.fingerprint());
        assertThat(DefinitionReader.read(CanonicalDefinition.write(quantile))).isEqualTo(quantile);
        assertThat(DefinitionReader.read(CanonicalDefinition.write(distinct))).isEqualTo(distinct);
    }

    @Test
    void shouldHaveWhatLookupsAdd() {
        PipelineDefinition inShort = enriched("region");
        PipelineDefinition inFull = enriched("{name: region, type: string, from: region}");

        assertThat(inShort.fingerprint()).isEqualTo(inFull.fingerprint());
        assertThat(inShort.fingerprint())
                .isNotEqualTo(enriched("{name: region, from: area}").fingerprint());
        assertThat(inShort.fingerprint())
                .isNotEqualTo(enriched("{name: region, type: long}").fingerprint());
        assertThat(DefinitionReader.read(CanonicalDefinition.write(inShort))).isEqualTo(inShort);
    }

    private static PipelineDefinition enriched(String added) {
        return DefinitionReader.read(Definitions.VALID + "enrich: [{lookup: l, on: note, add: [" + added + "]}]\n");
    }

    @Property(tries = 500)
    void shouldReadBackToTheSame(@ForAll("texts") String from) {
        // Given
        String quoted = "\"" + from.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        PipelineDefinition definition = DefinitionReader.read(Definitions.with("PROVINCECODE", quoted));

        // When
        PipelineDefinition again = DefinitionReader.read(CanonicalDefinition.write(definition));

        // Then
        assertThat(again).isEqualTo(definition);
    }

    @Test
    void shouldReadBackExpressions() {
        PipelineDefinition definition =
                DefinitionReader.read(Definitions.with("type: count", "type: count, where: \"province == 'H\\\\n'\"")
                        + "derive: [{name: twice, type: long, expr: 2 * speed_in}]\nwhere: twice > 1\n");

        assertThat(definition.derive()).hasSize(1);
        assertThat(definition.where()).contains("twice > 1");
        assertThat(definition.rollups().get(0).measures().get(0).where()).contains("province == 'H\\n'");
        assertThat(DefinitionReader.read(CanonicalDefinition.write(definition))).isEqualTo(definition);
    }

    @Test
    void shouldReadBackWhatNeedsTwoChars() {
        PipelineDefinition definition = DefinitionReader.read(Definitions.with("PROVINCECODE", "\"😀 \\x7F\""));

        assertThat(definition.event().fields().get(0).from()).isEqualTo("😀 \u007F");
        assertThat(DefinitionReader.read(CanonicalDefinition.write(definition))).isEqualTo(definition);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars("äß日本\u00A0")
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> !text.isBlank() && !JsonPath.isPath(text));
    }
}
