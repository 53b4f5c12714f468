package io.millrace.model.format;

import static io.millrace.model.format.Definitions.events;
import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentReaderTest {
    private static final EventDefinition NAMED =
            events(field("name", Kind.STRING), optional(field("count", Kind.LONG)));

    private static List<String> read(String body) {
        return new Bodies(EventFormat.JSON, NAMED).read(body);
    }

    @Test
    void shouldReadAnObject() {
        assertThat(read("\uFEFF \n{\"name\":\n\"a\"}\n ")).containsExactly("0@2 a|null");
    }

    @Test
    void shouldReadAnArrayOfObjects() {
        String body =
                "[\n {\"name\":\"}],{\",\"count\":1}\n,{\"name\":\"\\\"]\",\n\n\"x\":[{}]},\r\n{\"name\":\"c\"}\n]\n";

        assertThat(read(body)).containsExactly("0@2 }],{|1", "1@3 \"]|null", "2@6 c|null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ \n ] \n"})
    void shouldReadNoRecordFromAnEmptyArray(String body) {
        assertThat(read(body)).isEmpty();
    }

    @Test
    void shouldRejectElementsThatAreJsonButNoObjects() {
        assertThat(read("[1,\"a\", null ,true,[[1],{}],-1.5e3,\n{\"name\":\"a\"},\"b\"]"))
                .containsExactly(
                        "0@1 malformed-record",
                        "1@1 malformed-record",
                        "2@1 malformed-record",
                        "3@1 malformed-record",
                        "4@1 malformed-record",
                        "5@1 malformed-record",
                        "6@2 a|null",
                        "7@2 malformed-record");
    }

    @Test
    void shouldRejectOnlyTheElementThatIsAtFault() {
        String body =
                "[{\"name\":\"a\"},{\"name\":1},{},{\"name\":\"\\ud800\"},{\"name\":\"a\",\"name\":\"a\"},{\"name\":\"b\"}]";

        assertThat(read(body))
                .containsExactly(
                        "0@1 a|null",
                        "1@1 not-a-string name",
                        "2@1 missing-field name",
                        "3@1 malformed-record",
                        "4@1 malformed-record",
                        "5@1 b|null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[{\"name\":\"a\"}                   ~ ends within the array",
                "[{\"name\":\"a\"},                  ~ ends within a value",
                "[{\"name\":\"a\"},{\"name\":\"b     ~ ends within a value",
                "[{\"name\":\"a\"},{\"name\":\"b\"   ~ ends within a value",
                "[{\"name\":\"a\"},5                 ~ ends within a value",
                "[{\"name\":\"a\"},]                 ~ is broken: a value is missing",
                "[{\"name\":\"a\"},,]                ~ is broken: a value is missing",
                "[{\"name\":\"a\"} {\"name\":\"b\"}] ~ lacks a comma between two elements",
                "[{\"name\":\"a\"}}                  ~ lacks a comma between two elements",
                "[{\"name\":\"a\"}] x                ~ is followed by something else",
                "[{\"name\":\"a\"}]]                 ~ is followed by something else",
                "{\"name\":\"a\"},                   ~ is followed by something else",
                "{\"name\":\"a\"}{\"name\":\"b\"}    ~ is followed by something else",
            })
    void shouldKeepTheElementsBeforeAFault(String body, String problem) {
        assertThat(read(body)).containsExactly("0@1 a|null", "! the JSON document " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\" \"b\"}",
                "{name:\"b\"}",
                "{\"name\":\"b\"]",
                "{\"name\":nul}",
                "{\"name\":\"b\",}",
                "{\"name\":01}",
                "nope",
                "{\"name\":\"\\x\"}",
                "[1,]",
                "1.",
                "{\"name\":\"a\nb\"}",
                "{\"a\":{]}",
                "{\u0000}"
            })
    void shouldBreakAtAnElementThatIsNotJson(String element) {
        List<String> records = read("[{\"name\":\"a\"}," + element + ",{\"name\":\"c\"}]");

        assertThat(records).hasSize(2).first().isEqualTo("0@1 a|null");
        assertThat(records.get(1)).startsWith("! the JSON document ");
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "'  ', is empty",
        "x, is neither an object nor an array",
        "1, is neither an object nor an array"
    })
    void shouldRefuseWhatIsNoDocumentOfRecords(String body, String problem) {
        assertThat(read(body)).containsExactly("! the JSON document " + problem);
    }

    @Test
    void shouldRejectBytesThatAreNotUtf8() {
        byte[] body = "[{\"name\":\"a\"},{\"name\":\"?\"},{\"name\":\"b\"}]".getBytes(StandardCharsets.UTF_8);
        body[23] = (byte) 0xFF;

        assertThat(new Bodies(EventFormat.JSON, NAMED).read(body))
                .containsExactly("0@1 a|null", "1@1 malformed-record", "2@1 b|null");
    }

    @Test
    void shouldRejectWhatIsTooDeepOrTooLong() throws Exception {
        ReaderOptions options = ReaderOptions.DEFAULT.with(new RecordLimits(60, 3, 1000));
        Bodies bodies = new Bodies(EventFormat.JSON, NAMED).with(options);
        String body = "[{\"name\":\"a\",\"x\":[[1]]},{\"name\":\"a\",\"x\":[[[1]]]},\n{\"name\":\""
                + "b".repeat(200_000) + "\n\"},{\"name\":\"c\"},\"" + "d".repeat(61) + "\"]";

        assertThat(bodies.read(body))
                .containsExactly(
                        "0@1 a|null",
                        "1@1 nested-too-deep",
                        "2@2 record-too-large",
                        "3@3 c|null",
                        "4@3 record-too-large");
        try (EventReader reader = bodies.open(body.getBytes(StandardCharsets.UTF_8))) {
            for (int record = 0; record < 3; record++) {
                reader.next();
            }
            assertThat(reader.isCut()).isTrue();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"" + "b".repeat(51));
        }
    }

    @Test
    void shouldRefuseADepthBombAndGoOnBehindIt() {
        // Given
        int depth = 100_000;
        String bomb = "{\"name\":\"a\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

        // Then
        assertThat(new Bodies(EventFormat.JSON, NAMED).read("[" + bomb + ",{\"name\":\"b\"}]"))
                .containsExactly("0@1 nested-too-deep", "1@1 b|null");
        assertThat(new Bodies(EventFormat.JSON, NAMED).read("[".repeat(depth)))
                .containsExactly("! the JSON document ends within a value");
        assertThat(new Bodies(EventFormat.JSON, NAMED).read("[".repeat(depth) + "]".repeat(depth)))
                .containsExactly("0@1 malformed-record");
    }

    @Test
    void shouldKeepOriginalBytesAndTellWhereTheFaultIs() throws Exception {
        byte[] body = "[ {\"name\" : \"ä\"} ,\n{\"name\" \"b\"}]".getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = new Bodies(EventFormat.JSON, NAMED).open(body)) {
            reader.next();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\" : \"ä\"}");

            MalformedBodyException broken = catchThrowableOfType(MalformedBodyException.class, reader::next);

            assertThat(broken.part()).isEqualTo(MalformedBodyException.Part.DOCUMENT);
            assertThat(broken.line()).isEqualTo(2);
            assertThat(broken.rest()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\" \"b\"}]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void shouldNotDependOnHowTheBodyArrives(int chunk) {
        String body = "\uFEFF[ {\"name\":\"ä😀\\\"\",\"count\":12},\r\n5,\"x\\\"y\",{\"name\":\"" + "c".repeat(300)
                + "\n\"}, {\"name\":\"b\"}, nope]";
        Bodies bodies =
                new Bodies(EventFormat.JSON, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(100, 8, 1000)));
        List<String> whole = bodies.read(body);

        assertThat(bodies.inChunksOf(chunk).read(body)).isEqualTo(whole).hasSize(6);
    }
}
