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
                        "another table"));
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
