package io.millrace.model.format;

import static io.millrace.model.format.Definitions.events;
import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.optional;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonReaderTest {
    private static final EventDefinition NAMED =
            events(field("name", Kind.STRING), optional(field("count", Kind.LONG)));

    private static List<String> read(String body) {
        return new Bodies(EventFormat.NDJSON, NAMED).read(body);
    }

    @Test
    void shouldReadALineAsARecord() {
        assertThat(read("{\"name\":\"a\",\"count\":1}\n{\"count\":2,\"name\":\"b\"}"))
                .containsExactly("0@1 a|1", "1@2 b|2");
    }

    @Test
    void shouldCountButSkipBlankLines() {
        assertThat(read("\uFEFF\n  \r\n{\"name\":\"a\"}\r\n\t\n\n{\"name\":\"b\"}\n\n"))
                .containsExactly("0@3 a|null", "1@6 b|null");
    }

    @Test
    void shouldReadNothingFromNothing() {
        assertThat(read("")).isEmpty();
        assertThat(read("\n\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "[{\"name\":\"a\"}]",
                "\"name\"",
                "null",
                "{",
                "{\"name\":\"a\"",
                "{\"name\":\"a\"}}",
                "{\"name\":\"a\"},",
                "{\"name\":\"a\"} {\"name\":\"b\"}",
                "{\"name\":\"a\",}",
                "{\"name\" \"a\"}",
                "{name:\"a\"}",
                "{'name':'a'}",
                "{\"name\":\"a\" /* b */}",
                "{\"name\":\"\\x\"}",
                "{\"name\":\"a\tb\"}",
                "{\"name\":\"\\ud83d\"}",
                "{\"name\":\"\\ude00\\ud83d\"}",
                "{\"name\":\"a\",\"count\":01}",
                "{\"name\":\"a\",\"count\":NaN}",
                "{\"name\":\"a\",\"count\":+1}",
                "{\"name\":\"a\",\"count\":.5}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\u0000\"name\":\"a\"}"
            })
    void shouldRejectALineThatIsNoObjectAndGoOn(String line) {
        assertThat(read("{\"name\":\"before\"}\n" + line + "\n{\"name\":\"after\"}\n"))
                .containsExactly("0@1 before|null", "1@2 malformed-record", "2@3 after|null");
    }

    @Test
    void shouldRejectBytesThatAreNotUtf8() {
        byte[] body = "{\"name\":\"?\"}\n{\"name\":\"b\"}".getBytes(StandardCharsets.ISO_8859_1);
        body[9] = (byte) 0xE4;

        assertThat(new Bodies(EventFormat.NDJSON, NAMED).read(body))
                .containsExactly("0@1 malformed-record", "1@2 b|null");
    }

    @Test
    void shouldDecodeEscapes() {
        assertThat(read("{\"name\":\"\\u00e4\\n\\\"\\\\\\/ \\ud83d\\ude00 ü€😀\"}"))
                .containsExactly("0@1 ä\n\"\\/ 😀 ü€😀|null");
    }

    @Test
    void shouldRejectALineThatIsTooLongAndKeepItsBeginning() throws Exception {
        ReaderOptions options = ReaderOptions.DEFAULT.with(new RecordLimits(20, 32, 1000));
        String body = "{\"name\":\"a\"}\n{\"name\":\"" + "b".repeat(200_000)
                + "\"}\n{\"name\":\"123456789\"}\r\n{\"name\":\"1234567890\"}";
        Bodies bodies = new Bodies(EventFormat.NDJSON, NAMED).with(options);

        assertThat(bodies.read(body))
                .containsExactly("0@1 a|null", "1@2 record-too-large", "2@3 123456789|null", "3@4 record-too-large");
        try (EventReader reader = bodies.open(body.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            assertThat(reader.isCut()).isFalse();
            reader.next();
            assertThat(reader.isCut()).isTrue();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"bbbbbbbbbbb");
        }
    }

    @Test
    void shouldKeepTheOriginalBytesWithoutTheLineEnd() throws Exception {
        byte[] body = " {\"name\" : \"a\"} \r\nx\n".getBytes(StandardCharsets.UTF_8);
        try (EventReader reader = new Bodies(EventFormat.NDJSON, NAMED).open(body)) {
            reader.next();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo(" {\"name\" : \"a\"} ");
            reader.next();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo("x");
            assertThat(new String(reader.raw(), reader.rawOffset(), reader.rawLength(), StandardCharsets.UTF_8))
                    .isEqualTo("x");
        }
    }

    @Test
    void shouldFindPathsInOnePass() {
        EventDefinition paths = events(
                Definitions.from(field("a", Kind.STRING), "$.user.id"),
                optional(Definitions.from(field("b", Kind.LONG), "$.user.sizes[1]")),
                optional(Definitions.from(field("c", Kind.STRING), "$.user['odd key'][0].x")),
                optional(Definitions.from(field("d", Kind.STRING), "user.id")),
                optional(Definitions.from(field("e", Kind.STRING), "$.user.id")));
        String body = """
                {"user":{"id":"u","sizes":[1,2,3],"odd key":[{"x":"y"},5]},"user.id":"literal"}
                {"user":{"id":"v","sizes":7,"odd key":{"x":1}}}
                {"user":5}
                {"user":[{"id":"w"}]}
                {"user":{"id":{}}}
                {"user":{"id":["a"]}}
                """;

        assertThat(new Bodies(EventFormat.NDJSON, paths).read(body))
                .containsExactly(
                        "0@1 u|2|y|literal|u",
                        "1@2 v|null|null|null|v",
                        "2@3 missing-field a",
                        "3@4 missing-field a",
                        "4@5 wrong-type a",
                        "5@6 wrong-type a");
    }

    @Test
    void shouldCountOrRejectUnknownFields() throws Exception {
        String line = "{\"name\":\"a\",\"x\":1,\"y\":{\"name\":\"b\",\"z\":[1]}}";
        try (EventReader reader = new Bodies(EventFormat.NDJSON, NAMED).open(line.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            reader.read(new Event(Definitions.schema(NAMED)), 0, 0);
            assertThat(reader.unknownFields()).isEqualTo(2);
        }
        assertThat(new Bodies(EventFormat.NDJSON, Definitions.rejectingUnknown(NAMED)).read(line))
                .containsExactly("0@1 unknown-field");
    }

    @Test
    void shouldRefuseNestingBeyondTheLimit() {
        ReaderOptions options = ReaderOptions.DEFAULT.with(new RecordLimits(1 << 20, 3, 1000));
        Bodies bodies = new Bodies(EventFormat.NDJSON, NAMED).with(options);

        assertThat(bodies.read("{\"name\":\"a\",\"x\":[[1]]}\n{\"name\":\"a\",\"x\":[[[1]]]}\n{\"name\":\"b\"}"))
                .containsExactly("0@1 a|null", "1@2 nested-too-deep", "2@3 b|null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"x\":", "[{\"name\":"})
    void shouldRefuseADepthBomb(String opening) {
        // Given: as much of it as a record may have
        String bomb = "{\"name\":\"a\",\"x\":" + opening.repeat(((1 << 20) - 100) / opening.length());

        // When
        List<String> records = new Bodies(EventFormat.NDJSON, NAMED).read(bomb + "\n{\"name\":\"b\"}");

        // Then
        assertThat(records).containsExactly("0@1 nested-too-deep", "1@2 b|null");
    }

    @Test
    void shouldCallANumberOfTooManyDigitsMalformed() {
        String body = "{\"name\":\"a\",\"x\":" + "1".repeat(NumberText.MAX_LENGTH + 1) + "}";

        assertThat(new Bodies(EventFormat.NDJSON, NAMED).read(body)).containsExactly("0@1 malformed-record");
    }

    @Test
    void shouldRefuseMoreFieldsThanTheLimit() {
        // Given: keys count wherever they stand, elements of arrays do not
        ReaderOptions options = ReaderOptions.DEFAULT.with(new RecordLimits(1 << 20, 5, 4));
        Bodies bodies = new Bodies(EventFormat.NDJSON, NAMED).with(options);
        String body = """
                {"name":"a","x":{"y":[{"z":1},2,3,4,5]}}
                {"name":"b","x":{"y":[{"z":1},{"z":1}]}}
                {"count":1,"name":"c","x":1,"y":2}
                {"count":1,"name":"d","x":1,"y":2,"z":3}
                {"name":"e"}
                """;

        // Then
        assertThat(bodies.read(body))
                .containsExactly("0@1 a|null", "1@2 too-many-fields", "2@3 c|1", "3@4 too-many-fields", "4@5 e|null");
    }

    @Test
    void shouldTakeEventTimeFromItsFieldAndRefuseTheFarFuture() throws Exception {
        EventDefinition timed = Definitions.timedBy(events(field("at", Kind.TIMESTAMP)), "at");
        long hour = 3_600_000;
        String latest = Instant.ofEpochMilli(Bodies.ACCEPTED_AT + hour).toString();
        String beyond = Instant.ofEpochMilli(Bodies.ACCEPTED_AT + hour + 1).toString();
        String body = "{\"at\":\"" + latest + "\"}\n{\"at\":\"" + beyond + "\"}\n{\"at\":\"0001-01-01T00:00:00Z\"}";

        assertThat(new Bodies(EventFormat.NDJSON, timed).read(body))
                .containsExactly("0@1 " + latest, "1@2 too-far-ahead at", "2@3 0001-01-01T00:00:00Z");
        Event event = new Event(Definitions.schema(timed));
        try (EventReader reader = new Bodies(EventFormat.NDJSON, timed).open(body.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            reader.read(event, Bodies.ACCEPTED_AT, 42);
        }
        assertThat(event.eventTime()).isEqualTo(Bodies.ACCEPTED_AT + hour);
        assertThat(event.acceptedAt()).isEqualTo(Bodies.ACCEPTED_AT);
        assertThat(event.definitionsOffset()).isEqualTo(42);
    }

    @Test
    void shouldTakeTimeOfAcceptanceWithoutATimeField()
            throws IOException, MalformedBodyException, RejectedRecordException {
        Event event = new Event(Definitions.schema(NAMED));
        try (EventReader reader =
                new Bodies(EventFormat.NDJSON, NAMED).open("{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            reader.read(event, 99, 1);
        }
        assertThat(event.eventTime()).isEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void shouldNotDependOnHowTheBodyArrives(int chunk) {
        String body = "\uFEFF{\"name\":\"ä😀\",\"count\":12}\r\n\n[\n{\"name\":\"b\"}\r\n{\"name\":\"" + "c".repeat(300)
                + "\"}";
        Bodies bodies =
                new Bodies(EventFormat.NDJSON, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(100, 8, 1000)));
        List<String> whole = bodies.read(body);

        assertThat(bodies.inChunksOf(chunk).read(body)).isEqualTo(whole).hasSize(4);
    }
}
