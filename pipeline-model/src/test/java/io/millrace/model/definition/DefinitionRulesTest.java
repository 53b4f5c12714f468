package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule: the valid definition with one thing changed has one problem, with its path, what is wrong and what would be right. */
class DefinitionRulesTest {
    @ParameterizedTest(name = "{1} -> {2}: {3}")
    @MethodSource({"document", "names", "fields", "times", "event", "rollups", "measures", "retention", "later"})
    void shouldRefuse(String piece, String replacement, String path, String message, String hint) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.with(piece, replacement));

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo(path);
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).hint()).contains(hint);
    }

    static Stream<Arguments> document() {
        return Stream.of(
                wrong("apiVersion: millrace/v1\n", "", "apiVersion", "is missing", "add apiVersion: millrace/v1"),
                wrong("millrace/v1", "millrace/v2", "apiVersion", "'millrace/v2'", "millrace/v1"),
                wrong("pipeline: gpon\n", "", "pipeline", "is missing", "add pipeline"),
                wrong("lateness:", "latenes:", "latenes", "unknown key 'latenes'", "did you mean 'lateness'?"),
                wrong("maxAhead:", "max_ahead:", "event.max_ahead", "unknown key", "did you mean 'maxAhead'?"),
                wrong("unit: bit/s", "colour: red", "event.fields[2].colour", "unknown key", "known here: name, type"),
                wrong("unit: bit/s", "a b: red", "event.fields[2]['a b']", "unknown key", "known here"),
                wrong("lateness: 12h", "lateness: 12h\nlateness: 1d", "lateness", "twice", "keep one"),
                wrong("unit: bit/s", "unit: a, unit: b", "event.fields[2].unit", "twice", "keep one"),
                wrong("lateness: 12h", "? [a]\n: 12h", "", "a key is a list", "text"),
                wrong("lateness: 12h", "lateness: 12h\n---\na: b", "", "more than one document", "one pipeline a file"),
                wrong("lateness: 12h", "lateness: *gone", "lateness", "the alias *gone", "&gone"),
                wrong("pipeline: gpon", "pipeline: !name gpon", "pipeline", "the tag '!name'", "leave it out"),
                wrong("event:\n", "event:\n\tfields: []\n", "", "not YAML at line 4, column 1", "spaces"));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                wrong("pipeline: gpon", "pipeline: Gpon", "pipeline", "'Gpon'", Names.PIPELINE_RULE),
                wrong("pipeline: gpon", "pipeline: 12", "pipeline", "found a number", "pipeline: \"12\""),
                wrong("pipeline: gpon", "pipeline: \"\"", "pipeline", "is empty", "pipeline: gpon"),
                wrong("pipeline: gpon", "pipeline:", "pipeline", "found nothing", "pipeline: gpon"),
                wrong("name: note", "name: no-te", "event.fields[3].name", "'no-te'", Names.MEMBER_RULE),
                wrong("name: note", "name: province", "event.fields[3].name", "another field", "of its own"),
                wrong("name: note, ", "", "event.fields[3].name", "is missing", "add name"),
                wrong("name: total_1h", "name: Total", "rollups[1].name", "'Total'", Names.MEMBER_RULE),
                wrong("name: total_1h", "name: province_5m", "rollups[1].name", "another rollup", "of its own"),
                wrong("name: total_1h", "name: true", "rollups[1].name", "found a boolean", "name: \"true\""),
                wrong("name: avg_in", "name: avg in", "rollups[0].measures[1].name", "'avg in'", Names.MEMBER_RULE),
                wrong("name: avg_in", "name: readings", "rollups[0].measures[1].name", "another measure", "of its own"),
                wrong("name: avg_in", "name: province", "rollups[0].measures[1].name", "dimension", "of its own"));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                wrong("type: long, ", "", "event.fields[2].type", "is missing", "add type"),
                wrong("type: long", "type: lnog", "event.fields[2].type", "'lnog' is no type", "did you mean 'long'?"),
                wrong("type: long", "type: bigint", "event.fields[2].type", "'bigint'", "did you mean 'long'?"),
                wrong("type: long", "type: blob9999", "event.fields[2].type", "'blob9999'", TypeText.RULE),
                wrong("decimal(10,2)", "decimal", "event.fields[4].type", "'decimal'", "decimal(10,2)"),
                wrong("decimal(10,2)", "decimal(0,0)", "event.fields[4].type", "is no type", "precision from 1 to 38"),
                wrong("decimal(10,2)", "decimal(39,2)", "event.fields[4].type", "is no type", "precision from 1 to 38"),
                wrong("decimal(10,2)", "decimal(2,3)", "event.fields[4].type", "is no type", "scale from 0"),
                wrong("[0]\"", "[-1]\"", "event.fields[4].from", "expected an index", "$.a[0].b"),
                wrong("from: TIME", "from: 12", "event.fields[1].from", "found a number", "\"12\""),
                wrong(
                        "optional: true",
                        "optional: yes",
                        "event.fields[3].optional",
                        "true or false, found text",
                        "true"),
                wrong("unit: bit/s", "unit: [a]", "event.fields[2].unit", "found a list", "unit: bit/s"),
                wrong("min: 0", "min: 11", "event.fields[2].min", "greater than max", "min at most max"),
                wrong("min: 0", "min: \"0\"", "event.fields[2].min", "expected a number, found text", "min: 0"),
                wrong("min: 0", "min: .nan", "event.fields[2].min", "no finite number", "min: 0"),
                wrong("min: 0", "min: 1e999999999", "event.fields[2].min", "no finite number", "min: 0"),
                wrong("optional: true", "min: 0", "event.fields[3].min", "no meaning for type string", "for numbers"),
                wrong("optional: true", "max: 0", "event.fields[3].max", "no meaning for type string", "for numbers"),
                wrong("format: yyyy-MM-dd", "max: 3", "event.fields[5].max", "no meaning for type date", "for numbers"),
                wrong(
                        "- {name: note, type: string, optional: true}",
                        "- note",
                        "event.fields[3]",
                        "found text",
                        "fields:"));
    }

    static Stream<Arguments> times() {
        String format = "\"dd/MM/yyyy HH:mm:ss\"";
        String both = "format: " + format + ", zone: Asia/Shanghai";
        String at = "event.fields[1].";
        return Stream.of(
                wrong(both, "format: " + format, at + "zone", "local time", "zone: Asia/Shanghai"),
                wrong(both, "zone: UTC", at + "zone", "without a format", "leave it out"),
                wrong(both, "format: epoch-ms, zone: UTC", at + "zone", "epoch-ms", "leave it out"),
                wrong(both, "format: epoch-us", at + "format", "'epoch-us'", "epoch-ms or epoch-s"),
                wrong("Asia/Shanghai", "Asia/Shangai", at + "zone", "no time zone", "did you mean 'Asia/Shanghai'?"),
                wrong("Asia/Shanghai", "nowhere-at-all", at + "zone", "no time zone", "IANA"),
                wrong(format, "\"yyyy-MM-dd HH:mm:ssXXX\"", at + "zone", "itself", "leave it out"),
                wrong(
                        format,
                        "\"dd/MM/yyyy HH:mm:ss j\"",
                        at + "format",
                        "'dd/MM/yyyy HH:mm:ss j'",
                        "DateTimeFormatter"),
                wrong(format, "\"dd/MM/yyyy 'oops\"", at + "format", "oops", "DateTimeFormatter"),
                wrong(format, "\"dd/mm/yyyy HH:mm:ss\"", at + "format", "does not", "DateTimeFormatter"),
                wrong(format, "\"HH:mm:ss\"", at + "format", "year, month and day", "DateTimeFormatter"),
                wrong(format, "\"dd/MM HH:mm\"", at + "format", "year, month and day", "DateTimeFormatter"),
                wrong(format, "\"dd/MM/YYYY HH:mm\"", at + "format", "year, month and day", "yyyy"),
                wrong(format, "\"DD/MM/yyyy HH:mm\"", at + "format", "day of the year", "dd"),
                wrong(format, "\"dd/MM/yyyy hh:mm\"", at + "format", "time of day", "HH"),
                wrong(format, "\"dd/MM/yyyy mm:ss\"", at + "format", "time of day", "DateTimeFormatter"),
                wrong(
                        "optional: true",
                        "format: epoch-ms",
                        "event.fields[3].format",
                        "type string",
                        "timestamp and date"),
                wrong("optional: true", "zone: UTC", "event.fields[3].zone", "type string", "timestamp and date"),
                wrong("format: yyyy-MM-dd", "zone: UTC", "event.fields[5].zone", "a date has no zone", "leave it out"),
                wrong("yyyy-MM-dd", "yyyy-MM-dd, zone: UTC", "event.fields[5].zone", "type date", "leave it out"),
                wrong("yyyy-MM-dd", "MM-dd", "event.fields[5].format", "year, month and day", "DateTimeFormatter"));
    }

    static Stream<Arguments> event() {
        return Stream.of(
                wrong("time: recorded_at", "time: recorded", "event.time", "no field 'recorded'", "'recorded_at'?"),
                wrong("time: recorded_at", "time: day", "event.time", "of type date", "type timestamp"),
                wrong("[province, recorded_at]", "[province, at]", "event.id[1]", "no field 'at'", "event.fields"),
                wrong("[province, recorded_at]", "[note]", "event.id[0]", "optional", "leave optional out"),
                wrong("[province, recorded_at]", "[province, province]", "event.id[1]", "twice", "keep one"),
                wrong("[province, recorded_at]", "[]", "event.id", "is empty", "leave the key out"),
                wrong("[province, recorded_at]", "province", "event.id", "expected a list, found text", "id: ["),
                wrong("[province, recorded_at]", "[1]", "event.id[0]", "found a number", "id: ["),
                wrong("maxAhead: 2h", "maxAhead: 2", "event.maxAhead", "'2' is not a duration", Durations.RULE),
                wrong("maxAhead: 2h", "maxAhead: 401d", "event.maxAhead", "out of bounds", "from 0s to 400d"),
                wrong("unknownFields: reject", "unknownFields: rejct", "event.unknownFields", "none of", "'reject'?"));
    }

    static Stream<Arguments> rollups() {
        String window = "{type: tumbling, size: 5m, offset: 1m}";
        String at = "rollups[0].window";
        return Stream.of(
                wrong(
                        "dimensions: [province]",
                        "dimensions: [provinc]",
                        "rollups[0].dimensions[0]",
                        "no field",
                        "'province'?"),
                wrong(
                        "dimensions: [province]",
                        "dimensions: [note, note]",
                        "rollups[0].dimensions[1]",
                        "twice",
                        "keep one"),
                wrong(
                        "dimensions: [province]",
                        "dimensions: [[a]]",
                        "rollups[0].dimensions[0]",
                        "found a list",
                        "dimensions:"),
                wrong("window: " + window, "", at, "is missing", "add window"),
                wrong(window, "5m", at, "expected a mapping, found text", "window: {"),
                wrong(window, "{size: 5m}", at + ".type", "is missing", "type: tumbling"),
                wrong(window, "{type: tumbling}", at + ".size", "is missing", "size: 5m"),
                wrong(window, "{type: tumblin, size: 5m}", at + ".type", "none of", "'tumbling'?"),
                wrong(window, "{type: tumbling, size: 0s}", at + ".size", "is 0", "longer than 0"),
                wrong(window, "{type: tumbling, size: 5}", at + ".size", "'5' is not a duration", Durations.RULE),
                wrong(window, "{type: tumbling, size: [5m]}", at + ".size", "found a list", Durations.RULE),
                wrong(window, "{type: tumbling, size: }", at + ".size", "found nothing", Durations.RULE),
                wrong(window, "{type: tumbling, size: 21d}", at + ".size", "longer than rollups are kept", "20d"),
                wrong(window, "{type: tumbling, size: 5m, offset: 5m}", at + ".offset", "not less than size", "0s"),
                wrong(window, "{type: tumbling, size: 5m, offset: 7m}", at + ".offset", "not less than size", "2m"),
                wrong(window, "{type: hopping, advance: 5m}", at + ".size", "is missing", "size: 1h"),
                wrong(window, "{type: hopping, size: 5m}", at + ".advance", "is missing", "advance: 5m"),
                wrong(window, "{type: hopping, size: 5m, advance: 2m}", at + ".size", "not a multiple", "panes"),
                wrong(window, "{type: hopping, size: 2m, advance: 4m}", at + ".size", "not a multiple", "panes"),
                wrong(window, "{type: hopping, size: 6m, advance: 0s}", at + ".advance", "is 0", "longer than 0"),
                wrong(window, "{type: hopping, size: 367s, advance: 1s}", at + ".advance", "367 times", "at most 366"),
                wrong(
                        window,
                        "{type: hopping, size: 6m, advance: 2m, offset: 2m}",
                        at + ".offset",
                        "not less than advance",
                        "0s"),
                wrong(window, "{type: session}", at + ".gap", "is missing", "gap: 30m"),
                wrong(window, "{type: session, gap: 0s}", at + ".gap", "is 0", "longer than 0"),
                wrong(window, "{type: session, gap: 21d}", at + ".gap", "longer than rollups are kept", "20d"),
                wrong(window, "{type: session, gap: 1m, offset: 1s}", at + ".offset", "unknown key", "type, gap"),
                wrong(window, "{type: tumbling, size: 5m, gap: 1m}", at + ".gap", "unknown key", "type, size, offset"));
    }

    static Stream<Arguments> measures() {
        String measure = "{name: avg_in, type: avg, field: speed_in}";
        String all = """
                measures:
                      - {name: last_day, type: max, field: day}
                """.stripTrailing();
        String at = "rollups[0].measures[1]";
        return Stream.of(
                wrong(all, "", "rollups[1].measures", "is missing", "add measures"),
                wrong(all, "measures: []", "rollups[1].measures", "is empty", "at least one"),
                wrong(measure, "{name: a, field: speed_in}", at + ".type", "is missing", "type: avg"),
                wrong(
                        measure,
                        "{name: a, type: mean, field: speed_in}",
                        at + ".type",
                        "none of count, sum",
                        "type: avg"),
                wrong(measure, "{name: a, type: avgg, field: speed_in}", at + ".type", "none of count, sum", "'avg'?"),
                wrong(
                        measure,
                        "{name: a, type: count, field: speed_in}",
                        at + ".field",
                        "takes no field",
                        "leave it out"),
                wrong(measure, "{name: a, type: avg}", at + ".field", "is missing", "field: speed_in"),
                wrong(measure, "{name: a, type: avg, field: speed}", at + ".field", "no field 'speed'", "event.fields"),
                wrong(
                        measure,
                        "{name: a, type: sum, field: note}",
                        at + ".field",
                        "type string",
                        "int, long, double or decimal"),
                wrong(measure, "{name: a, type: avg, field: day}", at + ".field", "type date", "avg takes"),
                wrong(
                        measure,
                        "{name: a, type: sum, field: recorded_at}",
                        at + ".field",
                        "type timestamp",
                        "sum takes"),
                wrong(measure, "{name: a, type: min, field: note}", at + ".field", "type string", "timestamp or date"),
                wrong(measure, "{name: a, type: max, field: note}", at + ".field", "type string", "timestamp or date"),
                wrong(
                        measure,
                        "{name: a, type: stddev, field: note}",
                        at + ".field",
                        "type string",
                        "stddev takes int"),
                wrong(measure, "{name: a, type: variance, field: day}", at + ".field", "type date", "variance takes"),
                wrong(measure, "{name: a, type: first}", at + ".field", "is missing", "field: speed_in"),
                wrong(measure, "{name: a, type: last, field: n}", at + ".field", "no field 'n'", "event.fields"),
                wrong(measure, "{name: a, type: quantile, field: speed_in}", at + ".q", "is missing", "q: 0.99"),
                wrong(measure, "{name: a, type: quantile, field: note, q: 0.5}", at + ".field", "type string", "int"),
                wrong(
                        measure,
                        "{name: a, type: quantile, field: speed_in, q: 1}",
                        at + ".q",
                        "is out of bounds",
                        "less than 1"),
                wrong(
                        measure,
                        "{name: a, type: quantile, field: speed_in, q: 0}",
                        at + ".q",
                        "is out of bounds",
                        "greater than 0"),
                wrong(
                        measure,
                        "{name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 0.0009}",
                        at + ".accuracy",
                        "is out of bounds",
                        "from 0.001 to 0.1"),
                wrong(
                        measure,
                        "{name: a, type: quantile, field: speed_in, q: 0.5, accuracy: 0.11}",
                        at + ".accuracy",
                        "is out of bounds",
                        "from 0.001 to 0.1"),
                wrong(
                        measure,
                        "{name: a, type: distinct, field: note, precision: 3}",
                        at + ".precision",
                        "not a whole number from 4 to 18",
                        "precision: 12"),
                wrong(
                        measure,
                        "{name: a, type: distinct, field: note, precision: 12.5}",
                        at + ".precision",
                        "not a whole number from 4 to 18",
                        "precision: 12"),
                wrong(
                        measure,
                        "{name: a, type: distinct, field: note, q: 0.5}",
                        at + ".q",
                        "no meaning for distinct",
                        "type quantile"),
                wrong(measure, "{name: a, type: count, q: 0.5}", at + ".q", "no meaning for count", "type quantile"),
                wrong(
                        measure,
                        "{name: a, type: count, accuracy: 0.1}",
                        at + ".accuracy",
                        "no meaning",
                        "type quantile"),
                wrong(
                        measure,
                        "{name: a, type: count, precision: 12}",
                        at + ".precision",
                        "no meaning",
                        "type distinct"));
    }

    static Stream<Arguments> retention() {
        return Stream.of(
                wrong("lateness: 12h", "lateness: 401d", "lateness", "401d is out of bounds", "from 0s to 400d"),
                wrong("lateness: 12h", "lateness: -1h", "lateness", "'-1h' is not a duration", Durations.RULE),
                wrong("archive: 10d", "archive: 0s", "retention.archive", "out of bounds", "from 1h to 7300d"),
                wrong("rollups: 20d", "rollups: 7301d", "retention.rollups", "out of bounds", "from 1h to 7300d"),
                wrong(
                        "rollups: 20d",
                        "rollups: 20d, generations: 101",
                        "retention.generations",
                        "not a whole number",
                        "such as generations: 1"),
                wrong("{archive: 10d, rollups: 20d}", "10d", "retention", "expected a mapping", "retention: {"),
                wrong("rollups: 20d", "rollup: 20d", "retention.rollup", "unknown key", "'rollups'?"));
    }

    static Stream<Arguments> later() {
        String not = "not supported yet";
        return Stream.of(wrong(
                "window: {type: tumbling, size: 1h}",
                "window: {type: session, gap: 1h}\n    maxGroups: 10",
                "rollups[1].maxGroups",
                not,
                "leave it out"));
    }

    private static Arguments wrong(String piece, String replacement, String path, String message, String hint) {
        return Arguments.of(piece, replacement, path, message, hint);
    }
}
