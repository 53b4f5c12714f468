package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.SourceDefinition.CsvFolder;
import io.millrace.model.definition.SourceDefinition.Format;
import io.millrace.model.definition.SourceDefinition.HeaderValue;
import io.millrace.model.definition.SourceDefinition.Kafka;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import io.millrace.model.definition.SourceDefinition.Replay;
import io.millrace.model.definition.SourceDefinition.StartFrom;
import io.millrace.model.format.CsvDialect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceRulesTest {
    static final String SOURCES = """
            sources:
              - {type: csv-folder, folder: staging/gpon}
              - {type: csv-folder, name: tabs, folder: tabs, delimiter: "\\t", settle: 0s}
              - {type: csv-folder, name: bare, folder: bare, quote: none, columns: [a, " b c "]}
              - type: poll
                url: "https://example.org/readings?site=1"
                every: 10s
                records: "$.data[*]"
                headers: {Authorization: {secret: crm}, Accept: application/json}
                paging: {next: "$.meta.cursor", parameter: cursor}
                timeout: 5s
                repeats: count
              - {type: poll, name: linked, url: "http://example.org/a", every: 1h, paging: {next: link}}
              - {type: poll, name: numbered, url: "http://example.org/b", every: 1h, paging: {parameter: page, first: 0}}
              - {type: kafka, topic: clicks, format: avro, startFrom: latest}
              - {type: replay, file: samples/day.csv}
              - {type: replay, name: shifted, folder: samples, delimiter: ";", quote: "'", speed: 2.5, shift: now, loop: true}
              - {type: replay, name: fast, file: b.ndjson, speed: max}
            """;

    private static String source(String rest) {
        return Definitions.VALID + "sources: [{" + rest + "}]\n";
    }

    @Test
    void shouldReadSourcesAndTheirDefaults() {
        // When
        List<SourceDefinition> sources =
                DefinitionReader.read(Definitions.VALID + SOURCES).sources();

        // Then
        assertThat(sources)
                .containsExactly(
                        new CsvFolder("csv_folder", "staging/gpon", CsvDialect.DEFAULT, Duration.ofSeconds(5)),
                        new CsvFolder("tabs", "tabs", CsvDialect.DEFAULT.withDelimiter('\t'), Duration.ZERO),
                        new CsvFolder(
                                "bare",
                                "bare",
                                new CsvDialect(',', Optional.empty(), List.of("a", "b c")),
                                Duration.ofSeconds(5)),
                        new Poll(
                                "poll",
                                URI.create("https://example.org/readings?site=1"),
                                Duration.ofSeconds(10),
                                RecordsPath.parse("$.data"),
                                Map.of(
                                        "Authorization",
                                        new HeaderValue.Secret("crm"),
                                        "Accept",
                                        new HeaderValue.Text("application/json")),
                                Optional.of(new Paging.ByPath(JsonPath.parse("$.meta.cursor"), Optional.of("cursor"))),
                                Duration.ofSeconds(5),
                                Repeats.COUNT),
                        poll("linked", "http://example.org/a", new Paging.ByLink()),
                        poll("numbered", "http://example.org/b", new Paging.ByNumber("page", 0)),
                        new Kafka("kafka", "clicks", Format.AVRO, StartFrom.LATEST),
                        new Replay(
                                "replay",
                                "samples/day.csv",
                                false,
                                CsvDialect.DEFAULT,
                                OptionalDouble.of(1),
                                false,
                                false),
                        new Replay(
                                "shifted",
                                "samples",
                                true,
                                new CsvDialect(';', Optional.of('\''), List.of()),
                                OptionalDouble.of(2.5),
                                true,
                                true),
                        new Replay(
                                "fast", "b.ndjson", false, CsvDialect.DEFAULT, OptionalDouble.empty(), false, false));
    }

    private static Poll poll(String name, String url, Paging paging) {
        return new Poll(
                name,
                URI.create(url),
                Duration.ofHours(1),
                RecordsPath.DOCUMENT,
                Map.of(),
                Optional.of(paging),
                Duration.ofSeconds(30),
                Repeats.IGNORE);
    }

    @Test
    void shouldReadBackToTheSame() {
        PipelineDefinition definition = DefinitionReader.read(Definitions.VALID + SOURCES);

        assertThat(DefinitionReader.read(CanonicalDefinition.write(definition))).isEqualTo(definition);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: csv-folder, folder: f | type: csv-folder, folder: f, name: csv_folder, delimiter: ',', settle: 5000ms",
                "type: kafka, topic: t, format: json | type: kafka, topic: t, format: json, startFrom: earliest",
                "type: poll, url: 'http://a/b', every: 60s | type: poll, url: 'http://a/b', every: 1m, records: $, timeout: 30s",
                "type: poll, url: 'http://a/b', every: 1s, paging: {parameter: p} | "
                        + "type: poll, url: 'http://a/b', every: 1s, paging: {parameter: p, first: 1}, repeats: ignore",
            })
    void shouldBeTheSameForTheSameMeaning(String one, String other) {
        assertThat(DefinitionReader.read(source(one)).fingerprint())
                .isEqualTo(DefinitionReader.read(source(other)).fingerprint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "folder: f | sources[0].type | is missing | csv-folder",
                "type: ftp, folder: f | sources[0].type | none of | csv-folder",
                "type: csv-folder | sources[0].folder | is missing | staging/gpon",
                "type: csv-folder, folder: f, url: x | sources[0].url | unknown key | folder",
                "type: csv-folder, folder: /etc | sources[0].folder | no folder below | staging/gpon",
                "type: csv-folder, folder: a/../../b | sources[0].folder | no folder below | staging/gpon",
                "type: csv-folder, folder: a//b | sources[0].folder | no folder below | staging/gpon",
                "type: csv-folder, folder: .hidden | sources[0].folder | no folder below | staging/gpon",
                "type: csv-folder, folder: 'a\\b' | sources[0].folder | no folder below | staging/gpon",
                "type: csv-folder, folder: a/done | sources[0].folder | are moved to | another name",
                "type: csv-folder, folder: f, delimiter: ';;' | sources[0].delimiter | one character | ;",
                "type: csv-folder, folder: f, delimiter: '\"' | sources[0].delimiter | can't be | one ASCII",
                "type: csv-folder, folder: f, quote: x | sources[0].quote | can't be | one ASCII",
                "type: csv-folder, folder: f, quote: \"''\" | sources[0].quote | one character | '",
                "type: csv-folder, folder: f, delimiter: ';', quote: ';' | sources[0].quote | delimiter too | different",
                "type: csv-folder, folder: f, columns: a | sources[0].columns | a list | device",
                "type: csv-folder, folder: f, columns: [a, 1] | sources[0].columns[1] | a name | device",
                "type: csv-folder, folder: f, settle: 2d | sources[0].settle | out of bounds | 1d",
                "type: csv-folder, folder: f, name: No | sources[0].name | can't be a name | lower-case",
                "type: poll, every: 1m | sources[0].url | is missing | https",
                "type: poll, url: 'ftp://a/b', every: 1m | sources[0].url | no web address | https",
                "type: poll, url: 'a b', every: 1m | sources[0].url | no web address | https",
                "type: poll, url: 'http://u:p@a/b', every: 1m | sources[0].url | name or password | secret",
                "type: poll, url: 'http://a/b' | sources[0].every | is missing | 10s",
                "type: poll, url: 'http://a/b', every: 1ms | sources[0].every | out of bounds | 1s",
                "type: poll, url: 'http://a/b', every: 1m, timeout: 6m | sources[0].timeout | out of bounds | 5m",
                "type: poll, url: 'http://a/b', every: 1m, records: data | sources[0].records | no JSON path | $.data",
                "type: poll, url: 'http://a/b', every: 1m, records: '$.a[*].b' | sources[0].records | no JSON path | $.data",
                "type: poll, url: 'http://a/b', every: 1m, repeats: maybe | sources[0].repeats | none of | ignore",
                "type: poll, url: 'http://a/b', every: 1m, headers: x | sources[0].headers | a mapping | Authorization",
                "type: poll, url: 'http://a/b', every: 1m, headers: {A: 1} | sources[0].headers.A | a mapping | secret",
                "type: poll, url: 'http://a/b', every: 1m, headers: {Host: h} | sources[0].headers.Host | is sent | out",
                "type: poll, url: 'http://a/b', every: 1m, headers: {a: h, A: h} | sources[0].headers.A | twice | no case",
                "type: poll, url: 'http://a/b', every: 1m, headers: {'a b': h} | sources[0].headers['a b'] | name of a header "
                        + "| Authorization",
                "type: poll, url: 'http://a/b', every: 1m, headers: {A: \"x\\ny\"} | sources[0].headers.A | can't be sent | ASCII",
                "type: poll, url: 'http://a/b', every: 1m, headers: {A: {}} | sources[0].headers.A.secret | is missing | crm",
                "type: poll, url: 'http://a/b', every: 1m, headers: {A: {secret: ../x}} | sources[0].headers.A.secret "
                        + "| name of a secret | letters",
                "type: poll, url: 'http://a/b', every: 1m, paging: {} | sources[0].paging.parameter | is missing | page",
                "type: poll, url: 'http://a/b', every: 1m, paging: {next: data} | sources[0].paging.next | no JSON path | $.next",
                "type: poll, url: 'http://a/b', every: 1m, paging: {next: link, parameter: p} | sources[0].paging.parameter "
                        + "| no meaning | header",
                "type: poll, url: 'http://a/b', every: 1m, paging: {next: $.n, first: 0} | sources[0].paging.first "
                        + "| no meaning | numbered",
                "type: poll, url: 'http://a/b', every: 1m, paging: {parameter: 'a&b'} | sources[0].paging.parameter "
                        + "| query parameter | page",
                "type: replay | sources[0].file | is missing | samples/day.csv",
                "type: replay, file: a.csv, folder: b | sources[0].file | beside folder | keep one",
                "type: replay, file: a.txt | sources[0].file | can't be played | .csv",
                "type: replay, file: ../a.csv | sources[0].file | no file below | staging/gpon",
                "type: replay, file: a.csv, speed: fast | sources[0].speed | expected a number | 10",
                "type: replay, file: a.csv, speed: 0 | sources[0].speed | is not from | or max",
                "type: replay, file: a.csv, shift: later | sources[0].shift | none of | now",
                "type: replay, file: a.csv, loop: often | sources[0].loop | true or false | true",
                "type: kafka, format: json | sources[0].topic | is missing | clicks",
                "type: kafka, topic: 'a b', format: json | sources[0].topic | no name of a topic | letters",
                "type: kafka, topic: t | sources[0].format | is missing | json",
                "type: kafka, topic: t, format: xml | sources[0].format | none of | json",
                "type: kafka, topic: t, format: json, startFrom: now | sources[0].startFrom | none of | earliest",
                "type: kafka, topic: t, format: json}, {type: kafka, topic: u, format: json | sources[1].name | called kafka "
                        + "| kafka_2",
                "type: kafka, topic: t, format: json}, {type: kafka, name: b, topic: t, format: avro | sources[1].topic "
                        + "| reads the same topic t | keep one",
            })
    void shouldRefuseWithTheCure(String rest, String path, String message, String hint) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(source(rest));

        // Then
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
            assertThat(problem.hint()).contains(hint);
        });
    }

    @Test
    void shouldNotPlayWhatHasNoTime() {
        String untimed = Definitions.with("  time: recorded_at\n", "") + "sources: [{type: replay, file: a.csv}]\n";

        assertThat(Definitions.problems(untimed)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("sources[0].type");
            assertThat(problem.message()).contains("no event.time");
        });
    }

    @Test
    void shouldRefuseTooMany() {
        String many = IntStream.rangeClosed(0, SourceReader.MAX_SOURCES)
                .mapToObj(number -> "type: kafka, name: k" + number + ", topic: t" + number + ", format: json")
                .collect(Collectors.joining("}, {"));

        assertThat(Definitions.problems(source(many)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("21 sources"));
    }
}
