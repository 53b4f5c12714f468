package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused of expressions, each with its path, what is wrong and what would be right. */
class ExpressionRulesTest {
    private static final String FIELDS = """
            apiVersion: millrace/v1
            pipeline: p
            event:
              fields:
                - {name: whole, type: long}
                - {name: real, type: double}
                - {name: text, type: string}
                - {name: maybe, type: long, optional: true}
                - {name: price, type: "decimal(10,2)"}
                - {name: at, type: timestamp}
                - {name: day, type: date}
            """;

    static Stream<Arguments> expressions() {
        return Stream.of(
                wrong("long", "whole + real", "+ at character 7 mixes int and double", "double(x)"),
                wrong("double", "whole * 2.0", "mixes int and double", "double(x)"),
                wrong("boolean", "real == 1", "== at character 6 mixes int and double", "double(x)"),
                wrong("long", "hole + 1", "no field 'hole' at character 1", "did you mean 'whole'?"),
                wrong("long", "somewhere_else", "no field 'somewhere_else'", "one of at, day"),
                wrong("double", "price * 2.0", "field 'price' is a decimal(10,2)", "cents"),
                wrong("long", "whole / real", "mixes", "double"),
                wrong("long", "whole + text", "+ at character 7 can't be had of int and string", "+ takes int and int"),
                wrong("long", "whole +", "ends too early at character 8", "complete it"),
                wrong("boolean", "whole = 3", "unexpected '='", "== compares"),
                wrong("boolean", "whole > 3 and real > 1.0", "unexpected 'and'", "and is written &&"),
                wrong("boolean", "text == 'a", "unexpected ''a'", "close the quotes"),
                wrong("boolean", "whole == null", "compares null with int", "optional or derived"),
                wrong("long", "whole > 1 ? 1 : 2.0", "two types: int and double", "double(x)"),
                wrong("long", "whole ? 1 : 2", "needs a condition before it, not int", "x > 0"),
                wrong("long", "real", "gives double, not long", "int(x)"),
                wrong("double", "whole", "gives int, not double", "double(x)"),
                wrong("string", "whole", "gives int, not string", "string(x)"),
                wrong("boolean", "whole", "gives int, not boolean", "such as speed_in > 0"),
                wrong("long", "at", "gives timestamp, not long", "declare type: timestamp"),
                wrong("long", "maybe == null", "gives boolean, not long", "declare type: boolean"),
                wrong("long", "at - at", "gives duration, not long", "getSeconds()"),
                wrong("long", "null", "gives", "declare type"),
                wrong("long", "nosuch(whole)", "no function 'nosuch'", "functions are size"),
                wrong("long", "int(uint(whole))", "not supported yet: function uint", "functions are size"),
                wrong("boolean", "[1].exists(x, x > 0)", "not supported yet: function exists", "functions are size"),
                wrong("boolean", "whole in [1, maybe]", "not supported yet: a list of anything but literals", "x == a"),
                wrong("boolean", "text in [1, 2]", "in at character 6 can't be had of", ""),
                wrong("long", "1u + 2u", "gives uint", "declare type"),
                wrong("boolean", "1u < 2u", "not supported yet: an unsigned number at character 1", "leave the u out"),
                wrong("boolean", "size([1]) > 1", "not supported yet: a list at character 6", "right of in"),
                wrong("boolean", "text.matches(text)", "what matches is given", "a pattern that is a literal"),
                wrong("boolean", "text.matches('(')", "what matches is given", "RE2"),
                wrong("timestamp", "timestamp('today')", "what timestamp is given", "RFC 3339"),
                wrong("timestamp", "at + duration('1y')", "what duration is given", "hours (h)"),
                wrong("long", "at.getHours('Mars')", "what getHours is given", "Asia/Shanghai"),
                wrong("long", "whole.part", "does not support field selection", "single values"),
                wrong("long", "package + 1", "'package' at character 1 is a word that CEL keeps", "another name"),
                wrong("long", "later + 1", "field 'later' at character 1 is derived later", "before this"),
                wrong("long", "d + 1", "field 'd' at character 1 is derived later", "before this"),
                wrong("long", "(".repeat(300) + "1" + ")".repeat(300), "nested too deeply", "derive a field"),
                wrong("long", "1+1" + "+1".repeat(300), "nested too deeply", "derive a field"),
                wrong("long", "1 " + " ".repeat(2_000), "2002 characters long", "at most 2000"));
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("expressions")
    void shouldRefuse(String type, String expr, String message, String hint) {
        // When
        List<DefinitionProblem> problems = Definitions.problems(FIELDS
                + "derive:\n  - {name: d, type: " + type + ", expr: \"" + expr + "\"}\n"
                + "  - {name: later, type: long, expr: whole}\n");

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).path()).isEqualTo("derive[0].expr");
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).hint()).contains(hint);
    }

    @Test
    void shouldSayEverythingAtOnce() {
        // When
        List<DefinitionProblem> problems = Definitions.problems(FIELDS + """
                derive:
                  - {name: a, type: long, expr: "nowhere + 1 + nothing"}
                  - {name: b, type: "decimal(3,1)", expr: whole}
                  - {name: c, type: lnog, expr: "1 +"}
                  - {name: whole, type: long, expr: "1"}
                  - {type: long, expr: "1"}
                  - {name: e, type: long}
                where: whole + 1
                rollups:
                  - name: r
                    window: {type: tumbling, size: 5m}
                    measures:
                      - {name: m, type: count, where: real}
                """);

        // Then
        assertThat(problems)
                .extracting(DefinitionProblem::path)
                .containsExactlyInAnyOrder(
                        "derive[0].expr",
                        "derive[0].expr",
                        "derive[1].type",
                        "derive[2].type",
                        "derive[3].name",
                        "derive[4].name",
                        "derive[5].expr");
        // Conditions may refer to the derived field that has no name, so they wait until it has.
    }

    @Test
    void shouldCheckConditions() {
        // When
        List<DefinitionProblem> problems = Definitions.problems(FIELDS + """
                derive: [{name: a, type: long, expr: whole + 1}]
                where: a + 1
                rollups:
                  - name: r
                    dimensions: [a]
                    window: {type: tumbling, size: 5m}
                    measures:
                      - {name: m, type: sum, field: a, where: real}
                      - {name: n, type: count, where: a > 1 && nowhere}
                """);

        // Then
        assertThat(problems)
                .extracting(DefinitionProblem::path)
                .containsExactly("where", "rollups[0].measures[0].where", "rollups[0].measures[1].where");
    }

    @Test
    void shouldTellLinesApart() {
        // When
        List<DefinitionProblem> problems =
                Definitions.problems(FIELDS + "where: |\n  whole > 1\n  && real > nowhere\n");

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).isEqualTo("no field 'nowhere' at line 2, character 11");
    }

    @Test
    void shouldBoundWhatIsEvaluatedForEachEvent() {
        // Given
        String derive = String.join(
                "",
                IntStream.range(0, ExpressionReader.MAX_DERIVED + 1)
                        .mapToObj(index -> "  - {name: d" + index + ", type: long, expr: whole}\n")
                        .toList());

        // When
        List<DefinitionProblem> problems = Definitions.problems(FIELDS + "derive:\n" + derive);

        // Then
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).hint()).isEqualTo("at most 200 can be derived");
    }

    private static Arguments wrong(String type, String expr, String message, String hint) {
        return Arguments.of(type, expr, message, hint);
    }
}
