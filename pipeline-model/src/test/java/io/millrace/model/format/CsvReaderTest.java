package io.millrace.model.format;

import static io.millrace.model.format.Definitions.events;
import static io.millrace.model.format.Definitions.field;
import static io.millrace.model.format.Definitions.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    private static final EventDefinition NAMED =
            events(optional(field("name", Kind.STRING)), optional(field("count", Kind.LONG)));

    private static List<String> read(String body) {
        return new Bodies(EventFormat.CSV, NAMED).read(body);
    }

    @Test
    void shouldReadTheExampleOfTheDesign() throws Exception {
        String header = "PROVINCECODE, DEVICEID, IFINDEX, FRAME, SLOT, PORT, ONUINDEX, ONUID, TIME, SPEEDIN, SPEEDOUT";
        String row = "HKD,2222771642618,6828878457269,1,1,13,20,222277164261810113020,01/08/2019 11:38:33,2992,2947";
        Bodies bodies = new Bodies(EventFormat.CSV, Definitions.gpon());

        assertThat(bodies.read(header + "\n" + row + "\n"))
                .containsExactly("0@2 HKD|2222771642618|222277164261810113020|2019-08-01T03:38:33Z|2992|2947");
        try (EventReader reader = bodies.open((header + "\r\n" + row).getBytes(StandardCharsets.UTF_8))) {
            assertThat(reader.header()).isEmpty();
            reader.next();
            Event event = new Event(Definitions.schema(Definitions.gpon()));
            reader.read(event, Bodies.ACCEPTED_AT, 1);
            assertThat(reader.header()).contains(header);
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo(row);
            assertThat(reader.unknownFields()).isEqualTo(5);
            assertThat(event.eventTime()).isEqualTo(event.asLong(3));
        }
    }

    @Test
    void shouldTellNullFromTheEmptyString() {
        assertThat(read("name,count\n,1\n\"\",2\na,\nb,  \n\"c\", 3 \n\"d\",\" 4 \"\n  e ,5\n , \n"))
                .containsExactly(
                        "0@2 null|1",
                        "1@3 |2",
                        "2@4 a|null",
                        "3@5 b|null",
                        "4@6 c|3",
                        "5@7 d|4",
                        "6@8   e |5",
                        "7@9  |null");
        assertThat(read("name,count\na,\"\"\nb,\" \"\n"))
                .containsExactly("0@2 not-a-number count", "1@3 not-a-number count");
    }

    @Test
    void shouldReadQuotedCells() {
        assertThat(read("name,count\n\"a,b\",1\n\"c\r\nd\n\ne\",2\n\"f \"\"g\"\" \",\"3\"\r\n\"\"\"\",4\n\"h\",5"))
                .containsExactly("0@2 a,b|1", "1@3 c\r\nd\n\ne|2", "2@7 f \"g\" |3", "3@8 \"|4", "4@9 h|5");
    }

    @Test
    void shouldTakeAQuoteWithinAPlainCellAsItIs() {
        assertThat(read("name,count\n5\" pipe,1\n \"x\",2\na\"\"b,3\n"))
                .containsExactly("0@2 5\" pipe|1", "1@3  \"x\"|2", "2@4 a\"\"b|3");
    }

    @Test
    void shouldSkipButCountBlankLinesAndTheByteOrderMark() {
        assertThat(read("\uFEFF\n\r\nname,count\n\n \t\r\na,1\r\n\r\nb,2\n\n")).containsExactly("0@6 a|1", "1@8 b|2");
    }

    @Test
    void shouldKeepALineOfSpacesWhereItIsAValue() {
        EventDefinition single = events(optional(field("name", Kind.STRING)));

        assertThat(new Bodies(EventFormat.CSV, single).read("name\n a\n  \n\nb\n\"\"\n"))
                .containsExactly("0@2  a", "1@3   ", "2@5 b", "3@6 ");
    }

    @Test
    void shouldKeepSpacesAroundCarriageReturns() {
        assertThat(read("name,count\na\rb,1\r\nc,2\r")).containsExactly("0@2 a\rb|1", "1@3 c|2");
    }

    @Test
    void shouldRejectARaggedLineAndSayHowManyCells() throws Exception {
        String body = "name,count\na\nb,1,\nc,2\nd,3,4,5,6\n";

        assertThat(read(body))
                .containsExactly("0@2 malformed-record", "1@3 malformed-record", "2@4 c|2", "3@5 malformed-record");
        try (EventReader reader = new Bodies(EventFormat.CSV, NAMED).open(body.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            reader.next();
            Event event = new Event(Definitions.schema(NAMED));
            RejectedRecordException rejected =
                    catchThrowableOfType(RejectedRecordException.class, () -> reader.read(event, 0, 0));
            assertThat(rejected).hasMessage("the record has 3 cells, the header 2");
        }
    }

    @Test
    void shouldLoseOnlyTheFirstLineOfARecordWhoseQuotingFails() {
        assertThat(read("name,count\n\"a,1\nb,2\nc,3\n\"d\",4\ne,5\n"))
                .containsExactly("0@2 malformed-record", "1@3 b|2", "2@4 c|3", "3@5 d|4", "4@6 e|5");
        assertThat(read("name,count\n\"a\"x,1\nb,2\n\"c\nd\" ,3\ne,4"))
                .containsExactly("0@2 malformed-record", "1@3 b|2", "2@4 malformed-record", "3@5 d\" |3", "4@6 e|4");
    }

    @Test
    void shouldLoseOnlyTheLineOfAQuoteThatNeverCloses() {
        assertThat(read("name,count\na,1\n\"b,2\nc,3\r\nd,4"))
                .containsExactly("0@2 a|1", "1@3 malformed-record", "2@4 c|3", "3@5 d|4");
        assertThat(read("name,count\n\"a\"\"")).containsExactly("0@2 malformed-record");
        assertThat(read("name,count\n\"")).containsExactly("0@2 malformed-record");
    }

    @Test
    void shouldLoseOnlyTheLineOfAQuoteThatDoesNotCloseWithinTheLimit() {
        StringBuilder body = new StringBuilder("name,count\n\"a,1\n");
        List<String> expected = new ArrayList<>(List.of("0@2 malformed-record"));
        for (int row = 1; row <= 30_000; row++) {
            body.append("b,").append(row).append('\n');
            expected.add(row + "@" + (row + 2) + " b|" + row);
        }
        Bodies bodies =
                new Bodies(EventFormat.CSV, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(100_000, 1, 1000)));

        assertThat(bodies.read(body.toString())).isEqualTo(expected);
    }

    @Test
    void shouldRejectALineThatIsTooLongAndKeepItsBeginning() throws Exception {
        Bodies bodies =
                new Bodies(EventFormat.CSV, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(12, 1, 1000)));
        String body = "name,count\n" + "a".repeat(100_000) + ",1\n1234567890,2\r\n12345678901,3\n\""
                + "b".repeat(70_000) + "\nc,4";

        assertThat(bodies.read(body))
                .containsExactly(
                        "0@2 record-too-large",
                        "1@3 1234567890|2",
                        "2@4 record-too-large",
                        "3@5 record-too-large",
                        "4@6 c|4");
        try (EventReader reader = bodies.open(body.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            assertThat(reader.isCut()).isTrue();
            assertThat(reader.original()).asString(StandardCharsets.UTF_8).isEqualTo("a".repeat(12));
        }
    }

    @Test
    void shouldRejectBytesThatAreNotUtf8() {
        byte[] body = "name,count\n?,1\nb,2\n".getBytes(StandardCharsets.UTF_8);
        body[11] = (byte) 0xE9;

        assertThat(new Bodies(EventFormat.CSV, NAMED).read(body)).containsExactly("0@2 malformed-record", "1@3 b|2");
    }

    @Test
    void shouldReadOtherDelimiters() {
        assertThat(new Bodies(EventFormat.CSV, NAMED)
                        .with(ReaderOptions.DEFAULT.with(CsvDialect.DEFAULT.withDelimiter(';')))
                        .read("name;count\na,b;1\n"))
                .containsExactly("0@2 a,b|1");
        assertThat(new Bodies(EventFormat.CSV, NAMED)
                        .with(ReaderOptions.DEFAULT.with(CsvDialect.DEFAULT.withDelimiter('\t')))
                        .read("name\tcount\na\t\n\t1\n"))
                .containsExactly("0@2 a|null", "1@3 null|1");
    }

    @ParameterizedTest
    @ValueSource(chars = {'"', '\n', '\r', '\0', 'ä'})
    void shouldRefuseADelimiterThatCannotBe(char delimiter) {
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class, () -> CsvDialect.DEFAULT.withDelimiter(delimiter)))
                .hasMessageContaining("one ASCII character");
    }

    @Test
    void shouldReadOtherQuotes() {
        CsvDialect single = CsvDialect.DEFAULT.withQuote(Optional.of('\''));

        assertThat(new Bodies(EventFormat.CSV, NAMED)
                        .with(ReaderOptions.DEFAULT.with(single))
                        .read("'name',count\n'a,''b''\n',1\n\"c\",2\n'',3\n'd,4\n"))
                .containsExactly("0@2 a,'b'\n|1", "1@4 \"c\"|2", "2@5 |3", "3@6 malformed-record");
    }

    @Test
    void shouldReadCellsAsTheyStandWhereNoneAreQuoted() {
        CsvDialect unquoted = CsvDialect.DEFAULT.withQuote(Optional.empty());

        assertThat(new Bodies(EventFormat.CSV, NAMED)
                        .with(ReaderOptions.DEFAULT.with(unquoted))
                        .read("name,count\n\"a\",1\n\"b,2\n"))
                .containsExactly("0@2 \"a\"|1", "1@3 \"b|2");
    }

    @ParameterizedTest
    @ValueSource(chars = {'a', '0', ' ', '\n', '\t', '\0', 'ä', ','})
    void shouldRefuseAQuoteThatCannotBe(char quote) {
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class, () -> CsvDialect.DEFAULT.withQuote(Optional.of(quote))))
                .isNotNull();
    }

    @Test
    void shouldReadFromTheFirstLineIfTheColumnsAreDeclared() throws Exception {
        // Given
        CsvDialect declared = CsvDialect.DEFAULT.withColumns(CsvDialect.columnsOf("count, ,name"));
        Bodies bodies = new Bodies(EventFormat.CSV, NAMED).with(ReaderOptions.DEFAULT.with(declared));
        String body = "\uFEFF1,x,a\n2,b\n\n,,\"c\"";

        // Then
        assertThat(bodies.read(body)).containsExactly("0@1 a|1", "1@2 malformed-record", "2@4 c|null");
        assertThat(bodies.read("")).isEmpty();
        try (EventReader reader = bodies.open(body.getBytes(StandardCharsets.UTF_8))) {
            reader.next();
            assertThat(reader.header()).contains("count,,name");
        }
    }

    @Test
    void shouldRefuseDeclaredColumnsThatDoNotDo() throws Exception {
        // Given
        EventDefinition required = events(field("name", Kind.STRING), field("count", Kind.LONG));
        CsvDialect declared = CsvDialect.DEFAULT.withColumns(List.of("name", "pace"));
        Bodies bodies = new Bodies(EventFormat.CSV, required).with(ReaderOptions.DEFAULT.with(declared));

        try (EventReader reader = bodies.open("a,1\n".getBytes(StandardCharsets.UTF_8))) {
            // When
            MalformedBodyException broken = catchThrowableOfType(MalformedBodyException.class, reader::next);

            // Then
            assertThat(broken.part()).isEqualTo(MalformedBodyException.Part.HEADER);
            assertThat(broken.message())
                    .isEqualTo("the list of columns lacks the required columns 'count' (it has 'name', 'pace')");
            assertThat(broken.problems()).singleElement().satisfies(problem -> assertThat(problem.path())
                    .isEqualTo("columns"));
        }
    }

    @Test
    void shouldWriteDeclaredColumnsAsTheLineThatWouldNameThem() {
        CsvDialect declared = CsvDialect.DEFAULT.withColumns(List.of("plain", "with,comma", "with\"quote"));

        assertThat(declared.headerLine()).isEqualTo("plain,\"with,comma\",\"with\"\"quote\"");
        assertThat(declared.withQuote(Optional.empty()).headerLine()).isEqualTo("plain,with,comma,with\"quote");
    }

    @Test
    void shouldTakeNoMoreColumnsThanTheLimit() {
        // Given
        Bodies bodies =
                new Bodies(EventFormat.CSV, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(100, 1, 3)));

        // Then
        assertThat(bodies.read("name,count,x\na,1,\n")).containsExactly("0@2 a|1");
        assertThat(bodies.read("name,count,x,y\na,1,,\n"))
                .containsExactly("! the CSV header has 4 columns (at most 3 are read)");
    }

    @Test
    void shouldMatchColumnsByNameInAnyOrder() {
        assertThat(read(" count ,x,\" name \"\n1,2,a\n")).containsExactly("0@2 a|1");
        assertThat(read("name\na\n")).containsExactly("0@2 a|null");
    }

    @Test
    void shouldTakeAPathAsTheNameOfAColumn() {
        EventDefinition event = events(Definitions.from(field("name", Kind.STRING), "$.user.name"));

        assertThat(new Bodies(EventFormat.CSV, event).read("$.user.name\na\n")).containsExactly("0@2 a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                      | the CSV header is missing: the body is empty",
                "~\n\r\n~                | the CSV header is missing: the body is empty",
                "~\"name,count~          | the CSV header has a quote that is never closed",
                "~\"name\"x,count~       | the CSV header has text after a closing quote",
                "~x,y~                   | the CSV header lacks the required columns 'name', 'count' (it has 'x', 'y')",
                "~name;count~            | the CSV header lacks the required columns 'name', 'count' (it has 'name;count'; is the delimiter really ,?)",
                "~name,name,count~       | the CSV header has more than once the columns 'name' (it has 'name', 'name', 'count')",
            })
    void shouldRefuseAHeaderThatDoesNotDo(String body, String problem) {
        EventDefinition required = events(field("name", Kind.STRING), field("count", Kind.LONG));

        assertThat(new Bodies(EventFormat.CSV, required).read(body)).containsExactly("! " + problem);
    }

    @Test
    void shouldTellTheProblemsOfAHeader() throws Exception {
        EventDefinition required = Definitions.rejectingUnknown(events(field("name", Kind.STRING)));
        try (EventReader reader =
                new Bodies(EventFormat.CSV, required).open("\nx,y\n1,2".getBytes(StandardCharsets.UTF_8))) {
            MalformedBodyException broken = catchThrowableOfType(MalformedBodyException.class, reader::next);

            assertThat(broken.part()).isEqualTo(MalformedBodyException.Part.HEADER);
            assertThat(broken.line()).isEqualTo(2);
            assertThat(broken.rest()).asString(StandardCharsets.UTF_8).isEqualTo("x,y\n1,2");
            assertThat(broken.problems())
                    .extracting(problem -> problem.path() + ": " + problem.message())
                    .containsExactly(
                            "header: lacks the required columns 'name'",
                            "header: has columns that the definition does not name, and it says unknownFields: reject: 'x', 'y'");
        }
    }

    @Property(tries = 2000)
    void shouldNotDependOnHowTheBodyArrives(
            @ForAll("torture") String body, @ForAll @IntRange(min = 1, max = 9) int chunk) {
        Bodies bodies =
                new Bodies(EventFormat.CSV, NAMED).with(ReaderOptions.DEFAULT.with(new RecordLimits(24, 1, 1000)));
        List<String> whole = bodies.read("name,count\n" + body);

        assertThat(bodies.inChunksOf(chunk).read("name,count\n" + body)).isEqualTo(whole);
    }

    @Property(tries = 1000)
    void shouldAccountForEveryLine(@ForAll("torture") String body) throws Exception {
        byte[] bytes = ("name,count\n" + body).getBytes(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        try (EventReader reader = new Bodies(EventFormat.CSV, NAMED).open(bytes)) {
            while (reader.next()) {
                seen.append(new String(reader.original(), StandardCharsets.UTF_8))
                        .append('\n');
            }
        }

        // Nothing but line ends and lines of spaces is ever left out.
        assertThat(seen.toString().replaceAll("[\\r\\n \\t]", "")).isEqualTo(body.replaceAll("[\\r\\n \\t]", ""));
    }

    @Property(tries = 1000)
    void shouldReadBackWhatIsQuoted(@ForAll("values") List<String> values) {
        StringBuilder body = new StringBuilder("name,count\n");
        List<String> expected = new ArrayList<>();
        for (String value : values) {
            body.append('"').append(value.replace("\"", "\"\"")).append("\",1\r\n");
            expected.add(value + "|1");
        }

        assertThat(read(body.toString()))
                .extracting(record -> record.substring(record.indexOf(' ') + 1))
                .isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> torture() {
        return Arbitraries.of("\"", "\"\"", ",", "\n", "\r\n", "\r", "a", "1", " ", "é", "a,1\n")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<String>> values() {
        return Arbitraries.of("\"", ",", "\n", "\r", "a", " ", "é", "😀")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts))
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 300)
    void shouldReadOnFromWhereAnyRecordEnds(
            @ForAll("bodies") String body, @ForAll @IntRange(min = 1, max = 20) int chunk) throws Exception {
        // Given
        byte[] bytes = ("\uFEFF\nname,count\r\n" + body).getBytes(StandardCharsets.UTF_8);
        Bodies bodies = new Bodies(EventFormat.CSV, NAMED).inChunksOf(chunk);
        List<String> all = originals(bodies.open(bytes));

        // When
        try (EventReader reader = bodies.open(bytes)) {
            for (int read = 1; reader.next(); read++) {
                byte[] header = (reader.header().orElseThrow() + "\n").getBytes(StandardCharsets.UTF_8);
                int from = (int) reader.nextOffset();
                byte[] rest = new byte[header.length + bytes.length - from];
                System.arraycopy(header, 0, rest, 0, header.length);
                System.arraycopy(bytes, from, rest, header.length, bytes.length - from);
                long lineShift = reader.nextLine() - 2;

                // Then
                List<String> expected = new ArrayList<>();
                try (EventReader next = bodies.open(rest)) {
                    while (next.next()) {
                        expected.add(
                                (next.line() + lineShift) + " " + new String(next.original(), StandardCharsets.UTF_8));
                    }
                }
                assertThat(expected).isEqualTo(all.subList(read, all.size()));
            }
        }
    }

    private static List<String> originals(EventReader reader) throws Exception {
        List<String> originals = new ArrayList<>();
        try (reader) {
            while (reader.next()) {
                originals.add(reader.line() + " " + new String(reader.original(), StandardCharsets.UTF_8));
            }
        }
        return originals;
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of("a,1", "\"b\nc\",2", "\"open,3", "d", "", " ", "\"x\"y,4", "é,5", "e,6\r")
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("\n", lines));
    }
}
