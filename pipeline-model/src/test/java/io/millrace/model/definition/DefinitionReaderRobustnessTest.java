package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever the text, the reader answers with a definition or with problems, soon. */
@Tag("robustness")
class DefinitionReaderRobustnessTest {
    @Property(tries = 2_000)
    void shouldOnlyEverRefuseRandomPieces(@ForAll("pieces") String yaml) {
        assertThat(refusedOrRead(yaml)).isTrue();
    }

    @Property(tries = 2_000)
    void shouldOnlyEverRefuseAMutatedDefinition(
            @ForAll @IntRange(min = 0, max = 1_300) int at,
            @ForAll @IntRange(min = 0, max = 30) int length,
            @ForAll("pieces") String piece) {
        String valid = Definitions.VALID;
        int start = Math.min(at, valid.length());
        int end = Math.min(start + length, valid.length());

        assertThat(refusedOrRead(valid.substring(0, start) + piece + valid.substring(end)))
                .isTrue();
    }

    @Property(tries = 500)
    void shouldOnlyEverRefuseAnyText(@ForAll String text) {
        assertThat(refusedOrRead(text)).isTrue();
    }

    @Test
    void shouldRefuseAnEmptyDocument() {
        for (String nothing : List.of("", " ", "\n", "# only a comment\n", "---\n")) {
            assertThat(Definitions.problems(nothing)).hasSize(1);
        }
    }

    @Test
    void shouldRefuseMoreThanOneMebibyte() {
        // Given
        String fits = Definitions.VALID + "#".repeat(DefinitionReader.MAX_BYTES - Definitions.VALID.length());

        // When / Then
        assertThat(Definitions.problems(fits)).isEmpty();
        assertThat(Definitions.problems(fits + "#"))
                .extracting(DefinitionProblem::message)
                .containsExactly("longer than 1048576 bytes");
        assertThat(Definitions.problems("#" + "é".repeat(DefinitionReader.MAX_BYTES / 2)))
                .extracting(DefinitionProblem::message)
                .containsExactly("longer than 1048576 bytes");
    }

    @Test
    void shouldRefuseHalfACharacterAndReadAWholeOneWhereverTheyStand() {
        for (int length = 1_000; length < 1_050; length++) {
            String start = "#" + "x".repeat(length);

            assertThat(Definitions.problems(start + "\uD83D"))
                    .extracting(DefinitionProblem::message)
                    .containsExactly("the text is not Unicode: it holds half a character");
            assertThat(Definitions.problems(start + "😀\n" + Definitions.VALID)).isEmpty();
        }
    }

    @Test
    void shouldRefuseDeepNesting() {
        for (String open : List.of("[", "{a: ", "- ", "? ")) {
            assertThat(Definitions.problems(open.repeat(100_000)))
                    .extracting(DefinitionProblem::message)
                    .containsExactly("nested too deep");
        }
    }

    @Test
    void shouldRefuseAliasesThatBlowUp() {
        // Given
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int level = 1; level < 12; level++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(level, level, ("*a" + (level - 1) + " ,").repeat(10)));
        }

        // When / Then
        assertThat(Definitions.problems(laughs.toString()))
                .extracting(DefinitionProblem::message)
                .containsExactly("more than 100000 values");
    }

    @Test
    void shouldRefuseAnAliasInsideItself() {
        assertThat(Definitions.problems("event: &a {fields: *a}"))
                .extracting(DefinitionProblem::path)
                .containsExactly("event.fields");
    }

    @Test
    void shouldBoundTheNumberOfProblems() {
        // When
        List<DefinitionProblem> problems = Definitions.problems("[" + "!a x,".repeat(5_000) + "]");

        // Then
        assertThat(problems).hasSize(1_001);
        assertThat(problems.get(1_000).message()).isEqualTo("4001 more problems");
    }

    private static boolean refusedOrRead(String yaml) {
        try {
            DefinitionReader.read(yaml);
            return true;
        } catch (InvalidDefinitionException invalid) {
            return !invalid.problems().isEmpty()
                    && invalid.problems().stream()
                            .noneMatch(problem -> problem.message().isBlank()
                                    || problem.hint().isBlank());
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        Arbitrary<String> words = Arbitraries.of(
                "apiVersion: millrace/v1\n",
                "pipeline: p\n",
                "event:\n",
                "  fields:\n",
                "    - {name: a, type: long}\n",
                "event",
                "fields",
                "rollups",
                "name",
                "type",
                "window",
                "size",
                "measures",
                "where",
                "sources",
                "headers",
                "format",
                "zone",
                "min",
                "max",
                "from",
                "id",
                "time",
                "retention",
                "lateness",
                "long",
                "timestamp",
                "poll",
                "tumbling",
                "count",
                "avg",
                "5m",
                "1e999999999",
                "-0",
                ".inf",
                ".nan",
                "0x",
                "0x1F",
                "0o7",
                "null",
                "~",
                "true",
                "$.a[",
                "$['",
                "decimal(",
                "decimal(99,99)",
                "epoch-",
                "yyyy",
                "'",
                "\"",
                "\"\\u0000\"",
                "[",
                "]",
                "{",
                "}",
                ": ",
                ":",
                ", ",
                "- ",
                "? ",
                "\n",
                "\n  ",
                "\n    ",
                "\t",
                "#",
                "&a ",
                "*a",
                "*b ",
                "!!int ",
                "!x ",
                "|\n",
                ">\n",
                "%YAML 1.2\n---\n",
                "---\n",
                "...\n",
                "<<",
                "\\",
                "\uFEFF",
                "\uD83D",
                "\u0000",
                "\u0085",
                "日本");
        return words.list().ofMaxSize(40).map(list -> String.join("", list));
    }
}
