package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {
    @Test
    void shouldReadAllThatIsSupported() {
        PipelineDefinition definition = DefinitionReader.read(Definitions.VALID);

        assertThat(definition.pipeline()).isEqualTo("gpon");
        assertThat(definition.lateness()).isEqualTo(Duration.ofHours(12));
        assertThat(definition.retention())
                .isEqualTo(new PipelineDefinition.RetentionDefinition(Duration.ofDays(10), Duration.ofDays(20)));
        EventDefinition event = definition.event();
        assertThat(event.time()).contains("recorded_at");
        assertThat(event.id()).containsExactly("province", "recorded_at");
        assertThat(event.maxAhead()).isEqualTo(Duration.ofHours(2));
        assertThat(event.unknownFields()).isEqualTo(EventDefinition.UnknownFields.REJECT);
        assertThat(event.fields())
                .startsWith(
                        field("province", FieldType.of(FieldType.Kind.STRING), "PROVINCECODE", false),
                        new FieldDefinition(
                                "recorded_at",
                                FieldType.of(FieldType.Kind.TIMESTAMP),
                                "TIME",
                                false,
                                Optional.of("dd/MM/yyyy HH:mm:ss"),
                                Optional.of(ZoneId.of("Asia/Shanghai")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new FieldDefinition(
                                "speed_in",
                                FieldType.of(FieldType.Kind.LONG),
                                "speed_in",
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("bit/s"),
                                Optional.of(BigDecimal.ZERO),
                                Optional.of(BigDecimal.TEN.stripTrailingZeros())),
                        field("note", FieldType.of(FieldType.Kind.STRING), "note", true),
                        field("price", FieldType.decimal(10, 2), "$.order['unit price'][0]", false))
                .hasSize(6);
        assertThat(definition.rollups())
                .containsExactly(
                        new RollupDefinition(
                                "province_5m",
                                List.of("province"),
                                new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ofMinutes(1)),
                                OptionalInt.empty(),
                                List.of(
                                        MeasureDefinition.of(
                                                "readings", MeasureDefinition.Type.COUNT, Optional.empty()),
                                        MeasureDefinition.of(
                                                "avg_in", MeasureDefinition.Type.AVG, Optional.of("speed_in")))),
                        new RollupDefinition(
                                "total_1h",
                                List.of(),
                                new WindowDefinition.Tumbling(Duration.ofHours(1), Duration.ZERO),
                                OptionalInt.empty(),
                                List.of(MeasureDefinition.of(
                                        "last_day", MeasureDefinition.Type.MAX, Optional.of("day")))));
    }

    @Test
    void shouldFillInDefaults() {
        // Given
        String least = """
                apiVersion: millrace/v1
                pipeline: p
                event: {fields: [{name: a, type: long}]}
                """;

        // When
        PipelineDefinition definition = DefinitionReader.read(least);

        // Then
        assertThat(definition.lateness()).isEqualTo(Duration.ofDays(1));
        assertThat(definition.event().maxAhead()).isEqualTo(Duration.ofHours(1));
        assertThat(definition.event().unknownFields()).isEqualTo(EventDefinition.UnknownFields.IGNORE);
        assertThat(definition.event().time()).isEmpty();
        assertThat(definition.event().id()).isEmpty();
        assertThat(definition.event().fields())
                .containsExactly(field("a", FieldType.of(FieldType.Kind.LONG), "a", false));
        assertThat(definition.retention())
                .isEqualTo(new PipelineDefinition.RetentionDefinition(Duration.ofDays(30), Duration.ofDays(400)));
        assertThat(definition.rollups()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enrich", "tables", "alerts", "sources"})
    void shouldAcceptAnEmptyListOfWhatIsNotSupported(String key) {
        assertThat(Definitions.problems(Definitions.VALID + key + ": []\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string",
                "boolean",
                "int",
                "long",
                "double",
                "timestamp",
                "date",
                "uuid",
                "decimal(1,0)",
                "decimal(38,38)"
            })
    void shouldReadEveryType(String type) {
        PipelineDefinition definition = DefinitionReader.read(
                "{apiVersion: millrace/v1, pipeline: p, event: {fields: [{name: a, type: \"" + type + "\"}]}}");

        assertThat(definition.event().fields().get(0).type()).hasToString(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: epoch-ms",
                "format: epoch-s",
                "format: yyyy-MM-dd HH:mm:ss.SSS, zone: UTC",
                "format: \"dd.MM.yy H:m\", zone: +08:00",
                "format: \"d MMM uuuu h:mm a\", zone: Europe/Madrid",
                "format: \"yyyy-MM-dd'T'HH:mm:ssXXX\"",
                "format: \"yyyy-MM-dd HH:mm VV\"",
                "format: \"yyyyMMdd\", zone: UTC",
            })
    void shouldReadTimestampFormats(String keys) {
        assertThat(Definitions.problems(
                        "{apiVersion: millrace/v1, pipeline: p, event: {fields: [{name: a, type: timestamp, " + keys
                                + "}]}}"))
                .isEmpty();
    }

    @Test
    void shouldReadTheExample() {
        PipelineDefinition definition = DefinitionReader.read(Definitions.example("gpon/pipeline.yaml"), "gpon");

        assertThat(definition.event().fields())
                .extracting(FieldDefinition::from)
                .containsExactly(
                        "PROVINCECODE, DEVICEID, IFINDEX, FRAME, SLOT, PORT, ONUINDEX, ONUID, TIME, SPEEDIN, SPEEDOUT"
                                .split(", "));
        assertThat(definition.event().id()).containsExactly("onu", "recorded_at");
        assertThat(definition.rollups())
                .extracting(RollupDefinition::name)
                .containsExactly("province_5m", "device_5m", "onu_5m", "onu_1h");
    }

    @Test
    void shouldReadJson() {
        String json = CanonicalDefinition.write(DefinitionReader.read(Definitions.VALID));

        assertThat(DefinitionReader.read(json)).isEqualTo(DefinitionReader.read(Definitions.VALID));
    }

    @Test
    void shouldFollowAliases() {
        String yaml = Definitions.with(
                        "window: {type: tumbling, size: 5m, offset: 1m}", "window: &five {type: tumbling, size: 5m}")
                .replace("window: {type: tumbling, size: 1h}", "window: *five");

        assertThat(DefinitionReader.read(yaml).rollups())
                .extracting(RollupDefinition::window)
                .containsOnly(new WindowDefinition.Tumbling(Duration.ofMinutes(5), Duration.ZERO));
    }

    @Test
    void shouldReadBytesWithOrWithoutByteOrderMark() {
        PipelineDefinition definition = DefinitionReader.read(Definitions.VALID);

        assertThat(DefinitionReader.read(Definitions.VALID.getBytes(StandardCharsets.UTF_8), "gpon"))
                .isEqualTo(definition);
        assertThat(DefinitionReader.read(("\uFEFF" + Definitions.VALID).getBytes(StandardCharsets.UTF_8), "gpon"))
                .isEqualTo(definition);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        InvalidDefinitionException invalid = catchThrowableOfType(
                InvalidDefinitionException.class, () -> DefinitionReader.read(new byte[] {(byte) 0xC3, 0x28}, "p"));

        assertThat(invalid.problems()).extracting(DefinitionProblem::message).containsExactly("the text is not UTF-8");
    }

    @Test
    void shouldRefuseAnotherNameThanExpected() {
        InvalidDefinitionException invalid = catchThrowableOfType(
                InvalidDefinitionException.class, () -> DefinitionReader.read(Definitions.VALID, "other"));

        assertThat(invalid.problems()).extracting(DefinitionProblem::path).containsExactly("pipeline");
    }

    @Test
    void shouldReadTheWholeDesign() {
        assertThat(Definitions.problems(Definitions.everything())).isEmpty();
    }

    @Test
    void shouldReadTheOptionsOfMeasuresAndTheirDefaults() {
        // Given
        PipelineDefinition definition =
                DefinitionReader.read(Definitions.with("- {name: avg_in, type: avg, field: speed_in}", """
                - {name: p99, type: quantile, field: speed_in, q: 0.99}
                      - {name: p1, type: quantile, field: price, q: 0.01, accuracy: 0.001}
                      - {name: notes, type: distinct, field: note}
                      - {name: days, type: distinct, field: day, precision: 18}
                      - {name: last_note, type: last, field: note}
                """.strip()));

        // When
        List<MeasureDefinition> measures = definition.rollups().get(0).measures();

        // Then
        assertThat(measures).extracting(MeasureDefinition::q).startsWith(none(), some(0.99), some(0.01), none());
        assertThat(measures)
                .extracting(MeasureDefinition::accuracy)
                .startsWith(none(), some(0.01), some(0.001), none());
        assertThat(measures)
                .extracting(MeasureDefinition::precision)
                .endsWith(OptionalInt.of(12), OptionalInt.of(18), OptionalInt.empty());
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }

    @Test
    void shouldSayEverythingAtOnce() {
        // Given
        String yaml = """
                apiVersion: millrace/v2
                pipelin: gpon
                event:
                  fields:
                    - {name: Speed, type: lnog}
                  time: speed
                rollups:
                  - name: r
                    window: {type: tumbling, size: 0s}
                    measures:
                      - {name: a, type: sum}
                """;

        // When
        List<DefinitionProblem> problems = Definitions.problems(yaml);

        // Then
        assertThat(problems)
                .extracting(DefinitionProblem::path)
                .containsExactlyInAnyOrder(
                        "apiVersion",
                        "pipelin",
                        "pipeline",
                        "event.fields[0].name",
                        "event.fields[0].type",
                        "event.time",
                        "rollups[0].window.size",
                        "rollups[0].measures[0].field");
    }

    private static FieldDefinition field(String name, FieldType type, String from, boolean optional) {
        return new FieldDefinition(
                name,
                type,
                from,
                optional,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
