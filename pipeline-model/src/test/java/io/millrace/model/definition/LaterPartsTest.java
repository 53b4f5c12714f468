package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not supported yet is nevertheless checked: a mistake in it is said beside that. */
class LaterPartsTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                wrong("tables: [{key: [note], columns: [day]}]", "tables[0].name", "is missing"),
                wrong("tables: [{name: t, columns: [day]}]", "tables[0].key", "is missing"),
                wrong("tables: [{name: t, key: [note]}]", "tables[0].columns", "is missing"),
                wrong("tables: [{name: t, key: [nothing], columns: [day]}]", "tables[0].key[0]", "no field"),
                wrong("tables: [{name: t, key: [note], columns: [nothing]}]", "tables[0].columns[0]", "no field"),
                wrong("tables: [{name: t, key: [note], columns: [note]}]", "tables[0].columns[0]", "twice"),
                wrong(
                        "tables: [{name: t, key: [note], columns: [day]}, {name: t, key: [note], columns: [day]}]",
                        "tables[1].name",
                        "another table"),
                wrong("sources: [{folder: f}]", "sources[0].type", "is missing"),
                wrong("sources: [{type: ftp, folder: f}]", "sources[0].type", "none of"),
                wrong("sources: [{type: csv-folder}]", "sources[0].folder", "is missing"),
                wrong("sources: [{type: csv-folder, folder: f, url: x}]", "sources[0].url", "unknown key"),
                wrong("sources: [{type: poll, every: 1m}]", "sources[0].url", "is missing"),
                wrong("sources: [{type: poll, url: \"ftp://a/b\", every: 1m}]", "sources[0].url", "no web address"),
                wrong("sources: [{type: poll, url: \"a b\", every: 1m}]", "sources[0].url", "no web address"),
                wrong("sources: [{type: poll, url: \"http://a/b\"}]", "sources[0].every", "is missing"),
                wrong("sources: [{type: poll, url: \"http://a/b\", every: 1ms}]", "sources[0].every", "out of bounds"),
                wrong(
                        "sources: [{type: poll, url: \"http://a/b\", every: 1m, records: data}]",
                        "sources[0].records",
                        "no JSON path"),
                wrong(
                        "sources: [{type: poll, url: \"http://a/b\", every: 1m, headers: x}]",
                        "sources[0].headers",
                        "a mapping"),
                wrong(
                        "sources: [{type: poll, url: \"http://a/b\", every: 1m, headers: {A: 1}}]",
                        "sources[0].headers.A",
                        "a mapping"),
                wrong(
                        "sources: [{type: poll, url: \"http://a/b\", every: 1m, headers: {A: {}}}]",
                        "sources[0].headers.A.secret",
                        "is missing"),
                wrong("sources: [{type: kafka, format: json}]", "sources[0].topic", "is missing"),
                wrong("sources: [{type: kafka, topic: t}]", "sources[0].format", "is missing"),
                wrong("sources: [{type: kafka, topic: t, format: xml}]", "sources[0].format", "none of"),
                wrong(
                        "sources: [{type: kafka, topic: t, format: json, startFrom: now}]",
                        "sources[0].startFrom",
                        "none of"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("mistakes")
    void shouldSayTheMistakeBesideNotSupported(String line, String path, String message) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(Definitions.VALID + line + "\n");

        // Then
        assertThat(problems).hasSize(2);
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
        });
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(line.substring(0, line.indexOf(':')));
            assertThat(problem.message()).startsWith("not supported yet");
        });
    }

    private static Arguments wrong(String line, String path, String message) {
        return Arguments.of(line, path, message);
    }
}
