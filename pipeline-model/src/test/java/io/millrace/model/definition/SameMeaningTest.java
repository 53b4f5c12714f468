package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameMeaningTest {
    private static final String TEXT = """
            apiVersion: millrace/v1
            pipeline: speeds
            event: {fields: [{name: device, type: string}, {name: speed, type: long}, {name: lane, type: long}]}
            enrich: [{lookup: devices, on: device, add: [region]}]
            derive: [{name: shown, type: long, expr: "speed / lane"}]
            where: "speed > 0"
            rollups:
              - name: all
                dimensions: []
                window: {type: tumbling, size: 5m}
                measures: [{name: m, type: sum, field: shown}, {name: busy, type: count, where: "speed > 5"}]
            """;

    private static boolean isSame(String former, String piece, String replacement) {
        assertThat(former).contains(piece);
        PipelineDefinition one = DefinitionReader.read(former);
        PipelineDefinition other = DefinitionReader.read(former.replace(piece, replacement));
        boolean same = SameMeaning.ofEvents(one, other);
        assertThat(SameMeaning.ofEvents(other, one)).isEqualTo(same);
        return same;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dimensions: []           | dimensions: [region]",
                "size: 5m                 | size: 10m",
                "type: sum, field: shown  | type: max, field: speed",
                "name: all                | name: every",
                "{name: lane, type: long} | {name: lane, type: long}, {name: more, type: string, optional: true}",
                "{name: lane, type: long} | {name: lane, type: long, optional: true, min: 0}",
                "name: busy               | name: quick",
            })
    void shouldEvaluateOnceWhatMeansTheSame(String piece, String replacement) {
        assertThat(isSame(TEXT, piece, replacement)).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "speed / lane             | speed * lane",
                "speed > 0                | speed >= 0",
                "speed > 5                | speed > 6",
                "lookup: devices          | lookup: others",
                "add: [region]            | add: [region, country]",
                "derive: [                | derive: [{name: twice, type: long, expr: speed + speed}, ",
            })
    void shouldTellApartWhatFailsOrGivesSomethingElse(String piece, String replacement) {
        assertThat(isSame(TEXT, piece, replacement)).isFalse();
    }

    @Test
    void shouldTellApartFieldsOfAnotherType() {
        assertThat(isSame(TEXT, "{name: lane, type: long}", "{name: lane, type: int}"))
                .isFalse();
    }
}
