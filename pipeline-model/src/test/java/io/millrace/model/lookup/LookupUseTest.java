package io.millrace.model.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.DefinitionReader;
import io.millrace.model.definition.FieldType;
import io.millrace.model.definition.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupUseTest {
    private static final Map<String, LookupShape> LOOKUPS = Map.of(
            "provinces",
            new LookupShape(
                    "code",
                    List.of(
                            new LookupColumn("code", FieldType.of(FieldType.Kind.STRING)),
                            new LookupColumn("region", FieldType.of(FieldType.Kind.STRING)),
                            new LookupColumn("area", FieldType.of(FieldType.Kind.DOUBLE)))),
            "devices",
            new LookupShape("id", List.of(new LookupColumn("id", FieldType.of(FieldType.Kind.INT)))));

    private static List<DefinitionProblem> problems(String enrich) {
        PipelineDefinition definition = DefinitionReader.read("""
                apiVersion: millrace/v1
                pipeline: p
                event: {fields: [{name: province, type: string}, {name: number, type: long}]}
                enrich: [%s]
                """.formatted(enrich));
        return LookupUse.problems(definition, name -> Optional.ofNullable(LOOKUPS.get(name)), LOOKUPS.keySet());
    }

    @Test
    void shouldFindNothingWrongWithWhatIsThere() {
        assertThat(problems("{lookup: provinces, on: province, add: [region, {name: size, type: double, from: area}]},"
                        + "{lookup: devices, on: number, add: [{name: device, type: int, from: id}]}"))
                .isEmpty();
    }

    @Test
    void shouldTellTheCureOfEach() {
        assertThat(problems("{lookup: provinzes, on: province, add: [region]}"))
                .containsExactly(new DefinitionProblem(
                        "enrich[0].lookup", "there is no lookup 'provinzes'", "did you mean 'provinces'?"));
        assertThat(problems("{lookup: provinces, on: number, add: [regio, {name: size, from: area}]}"))
                .containsExactly(
                        new DefinitionProblem(
                                "enrich[0].on",
                                "the lookup's key code is string, the field number is long",
                                "put the lookup with ?types=code:long, or look up a field of type string"),
                        new DefinitionProblem(
                                "enrich[0].add[0]",
                                "the lookup provinces has no column 'regio'",
                                "did you mean 'region'?"),
                        new DefinitionProblem(
                                "enrich[0].add[1]",
                                "the lookup's column area is double, not string",
                                "{name: size, type: \"double\", from: area}"));
    }

    @Test
    void shouldKnowTheTypeOfWhatAnotherLookupAdded() {
        assertThat(problems(
                        "{lookup: provinces, on: province, add: [region]}, {lookup: devices, on: region, add: [x]}"))
                .extracting(DefinitionProblem::path)
                .containsExactly("enrich[1].on", "enrich[1].add[0]");
    }
}
