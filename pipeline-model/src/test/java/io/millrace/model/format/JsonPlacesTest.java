package io.millrace.model.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.RecordsPath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPlacesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$ | [1, {}] | [1, {}]",
                "$[*] | ` {\"a\":1} ` | {\"a\":1}",
                "$.data[*] | {\"x\":{\"data\":[0]},\"data\":[ {\"é\":\"]\"} ],\"y\":[]} | [ {\"é\":\"]\"} ]",
                "$.a[1].b | {\"a\":[{\"b\":[0]},{\"b\":[1]},{\"b\":[2]}]} | [1]",
                "$.data | {\"data\":null} | []",
                "$.data | {\"other\":1} | none",
                "$.data.x | {\"data\":7} | none",
                "$[2] | [1,2] | none",
            })
    void shouldFindStructures(String path, String document, String expected) {
        Optional<String> found = JsonPlaces.structure(
                        bytes(document), RecordsPath.parse(path).steps())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));

        assertThat(found.orElse("none")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"n\":\"a b\"} | a b", "{\"n\":17} | 17", "{\"n\":null} | ``", "{} | none"})
    void shouldFindTextAndNumbers(String document, String expected) {
        assertThat(JsonPlaces.scalar(bytes(document), JsonPath.parse("$.n").steps())
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | empty",
                "{\"data\":[1} | Unexpected",
                "{\"data\":[1] | Unexpected end",
                "{\"data\":[1]} {} | something follows",
                "{\"data\":[1]} 7 | something follows",
                "{\"data\":7} | not an object or an array",
            })
    void shouldRefuseWhatIsNotWhole(String document, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPlaces.structure(
                        bytes(document), RecordsPath.parse("$.data").steps()))
                .withMessageContaining(reason);
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        JsonPlaces.structure("{}".getBytes(StandardCharsets.UTF_16), RecordsPath.DOCUMENT.steps()));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        JsonPlaces.structure("{}".getBytes(StandardCharsets.UTF_16LE), RecordsPath.DOCUMENT.steps()));
    }
}
