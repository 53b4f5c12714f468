package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonPathTest {
    static Stream<Arguments> paths() {
        return Stream.of(
                Arguments.of("$.a", "$.a", List.of(key("a"))),
                Arguments.of("$.a.b", "$.a.b", List.of(key("a"), key("b"))),
                Arguments.of("$.a[0].b", "$.a[0].b", List.of(key("a"), index(0), key("b"))),
                Arguments.of("$[12]", "$[12]", List.of(index(12))),
                Arguments.of("$['odd key'].x", "$['odd key'].x", List.of(key("odd key"), key("x"))),
                Arguments.of("$[\"a\"]['b']", "$.a.b", List.of(key("a"), key("b"))),
                Arguments.of("$['it\\'s']", "$['it\\'s']", List.of(key("it's"))),
                Arguments.of("$['a\\\\b']", "$['a\\\\b']", List.of(key("a\\b"))),
                Arguments.of("$['']", "$['']", List.of(key(""))),
                Arguments.of("$['$.a']", "$['$.a']", List.of(key("$.a"))),
                Arguments.of("$.größe", "$.größe", List.of(key("größe"))));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void shouldParse(String text, String canonical, List<JsonPath.Step> steps) {
        JsonPath path = JsonPath.parse(text);

        assertThat(path.steps()).isEqualTo(steps);
        assertThat(path).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a            | at 1: a path starts with $",
                "$            | at 2: it names no place",
                "$.           | at 3: expected a key",
                "$.a.         | at 5: expected a key",
                "$..a         | at 3: expected a key",
                "$.*          | at 3: expected a key",
                "$.a-b        | at 4: expected . or [",
                "$.1a         | at 3: expected a key",
                "$.a[         | at 5: expected an index",
                "$.a[]        | at 5: expected an index",
                "$.a[*]       | at 5: expected an index",
                "$.a[-1]      | at 5: expected an index",
                "$.a[01]      | at 7: expected an index",
                "$.a[0:2]     | at 6: expected ]",
                "$.a[0        | at 6: expected ]",
                "$.a[9999999999] | at 15: the index is too great",
                "$['a         | at 5: the quote is never closed",
                "$['a\\n']    | at 6: after",
                "$['a\\       | at 6: after",
                "$['a'        | at 6: expected ]",
                "$['a']b      | at 7: expected . or [",
            })
    void shouldRefuseAndSayWhere(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPath.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void shouldBoundSteps() {
        assertThat(JsonPath.parse("$" + ".a".repeat(JsonPath.MAX_STEPS)).steps())
                .hasSize(JsonPath.MAX_STEPS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPath.parse("$" + ".a".repeat(JsonPath.MAX_STEPS + 1)))
                .withMessageContaining("more than");
    }

    @ParameterizedTest
    @CsvSource({"SPEED IN, false", "$, false", "$price, false", "a.b, false", "$.a, true", "$['a'], true"})
    void shouldTellPathFromLiteralKey(String from, boolean isPath) {
        assertThat(JsonPath.isPath(from)).isEqualTo(isPath);
        assertThat(JsonPath.of(from).steps()).containsExactly(key(isPath ? "a" : from));
    }

    @Property
    void shouldReadBackWhatItPrinted(@ForAll("anyPath") JsonPath path) {
        assertThat(JsonPath.parse(path.toString())).isEqualTo(path);
    }

    @Provide
    Arbitrary<JsonPath> anyPath() {
        Arbitrary<JsonPath.Step> keys = Arbitraries.strings()
                .withChars("ab'\"\\.[]$ _-0ü")
                .ofMaxLength(6)
                .map(JsonPathTest::key);
        Arbitrary<JsonPath.Step> indexes =
                Arbitraries.integers().greaterOrEqual(0).map(JsonPathTest::index);
        return Arbitraries.oneOf(keys, indexes)
                .list()
                .ofMinSize(1)
                .ofMaxSize(JsonPath.MAX_STEPS)
                .map(JsonPath::new);
    }

    private static JsonPath.Step key(String name) {
        return new JsonPath.Step.Key(name);
    }

    private static JsonPath.Step index(int index) {
        return new JsonPath.Step.Index(index);
    }
}
