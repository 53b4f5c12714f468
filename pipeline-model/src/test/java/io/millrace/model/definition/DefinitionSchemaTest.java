package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schema and the reader stay in step. */
class DefinitionSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = json(DefinitionSchema.json());
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(DOCUMENT);

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheKeysThatTheReaderKnows(Shape shape) {
        JsonNode definition = definition(shape);

        assertThat(names(definition.path("properties"))).containsExactlyInAnyOrderElementsOf(shape.keys());
        assertThat(definition.path("additionalProperties"))
                .isEqualTo(JSON.getNodeFactory().booleanNode(false));
    }

    @Test
    void shouldDescribeNothingThatTheReaderDoesNotKnow() {
        List<String> objects = new ArrayList<>();
        for (String name : names(DOCUMENT.path("$defs"))) {
            if (DOCUMENT.path("$defs").path(name).has("properties")) {
                objects.add(name);
            }
        }

        assertThat(objects)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Shape.values())
                        .filter(shape -> shape != Shape.PIPELINE)
                        .map(DefinitionSchemaTest::definitionName)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveExamplesThatAreValid(Shape shape) {
        // The reader's hints show these lines, so each must be right where it stands.
        for (String key : shape.keys()) {
            JsonNode value = yaml(shape.example(key)).path(key);
            JsonSchema property = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(wrapped(definition(shape).path("properties").path(key)));

            assertThat(property.validate(value)).as(shape.example(key)).isEmpty();
        }
    }

    @Test
    void shouldDescribeEveryKey() {
        for (Shape shape : Shape.values()) {
            for (String key : shape.keys()) {
                JsonNode property = definition(shape).path("properties").path(key);
                assertThat(property.has("description") || property.has("$ref") || property.has("const"))
                        .as(shape + "." + key)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveEveryKeyInTheDocumentation(Shape shape) {
        String documentation = Definitions.documentation();

        assertThat(shape.keys()).allSatisfy(key -> assertThat(documentation).containsPattern("\\b" + key + "\\b"));
    }

    static Stream<String> valid() {
        String hopping = Definitions.with("{type: tumbling, size: 1h}", "{type: hopping, size: 1h, advance: 5m}");
        String session = Definitions.with("{type: tumbling, size: 1h}", "{type: session, gap: 5m}");
        return Stream.of(
                Definitions.VALID,
                Definitions.example("gpon/pipeline.yaml"),
                CanonicalDefinition.write(DefinitionReader.read(Definitions.VALID)),
                hopping,
                CanonicalDefinition.write(DefinitionReader.read(hopping)),
                session,
                CanonicalDefinition.write(DefinitionReader.read(session)),
                "{apiVersion: millrace/v1, pipeline: p, event: {fields: [{name: a, type: long}]}}",
                Definitions.VALID + "sources: []\nenrich: []\n",
                Definitions.VALID + SourceRulesTest.SOURCES,
                CanonicalDefinition.write(DefinitionReader.read(Definitions.VALID + SourceRulesTest.SOURCES)),
                Definitions.VALID
                        + "enrich: [{lookup: l, on: note, add: [region, {name: area, type: double, from: size}]}]\n",
                Definitions.VALID + "tables: [{name: t, key: [note, day], columns: [price, speed_in]}]\n");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldAcceptWhatTheReaderAccepts(String yaml) {
        assertThat(SCHEMA.validate(yaml(yaml))).isEmpty();
        assertThat(Definitions.problems(yaml)).isEmpty();
    }

    @Test
    void shouldAcceptItsOwnExamples() {
        for (JsonNode example : DOCUMENT.path("examples")) {
            assertThat(SCHEMA.validate(example)).isEmpty();
            assertThat(Definitions.problems(example.toString())).isEmpty();
        }
    }

    @Test
    void shouldAcceptWhatIsOnlyNotSupportedYet() {
        assertThat(SCHEMA.validate(yaml(Definitions.everything()))).isEmpty();
    }

    /** Parts of the reader's messages for what a schema can't say: references, dates, paths, what depends on another value. */
    private static final Set<String> BEYOND = Set.of(
            "no field",
            "another ",
            "is greater than max",
            "decimal",
            "no JSON path",
            "for type",
            "is no finite number",
            "is optional",
            "of type",
            "is 0",
            "longer than rollups",
            "not less than",
            "not a multiple",
            "times advance",
            "out of bounds");

    static Stream<Arguments> mistakes() {
        return Stream.of(
                        DefinitionRulesTest.names(),
                        DefinitionRulesTest.fields(),
                        DefinitionRulesTest.event(),
                        DefinitionRulesTest.rollups(),
                        DefinitionRulesTest.measures(),
                        DefinitionRulesTest.retention())
                .flatMap(each -> each)
                .filter(each -> {
                    Object[] change = each.get();
                    String message = Definitions.problems(Definitions.with((String) change[0], (String) change[1]))
                            .get(0)
                            .message();
                    return BEYOND.stream().noneMatch(message::contains);
                });
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("mistakes")
    void shouldRefuseWhatTheReaderRefuses(String piece, String replacement) {
        assertThat(SCHEMA.validate(yaml(Definitions.with(piece, replacement)))).isNotEmpty();
    }

    @Test
    void shouldRefuseAnotherVersionAndUnknownKeys() {
        assertThat(SCHEMA.validate(yaml(Definitions.with("lateness:", "latenes:"))))
                .isNotEmpty();
        assertThat(SCHEMA.validate(yaml(Definitions.with("millrace/v1", "millrace/v2"))))
                .isNotEmpty();
    }

    private static JsonNode definition(Shape shape) {
        return shape == Shape.PIPELINE ? DOCUMENT : DOCUMENT.path("$defs").path(definitionName(shape));
    }

    private static String definitionName(Shape shape) {
        return shape == Shape.CSV_FOLDER ? "csvFolder" : shape.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** One property's schema with the definitions that it refers to. */
    private static JsonNode wrapped(JsonNode property) {
        var whole = JSON.createObjectNode();
        whole.set("$defs", DOCUMENT.path("$defs"));
        whole.putArray("allOf").add(property);
        return whole;
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    private static JsonNode yaml(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return JSON.valueToTree(new Load(settings).loadFromString(text));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException invalid) {
            throw new IllegalArgumentException(invalid);
        }
    }
}
